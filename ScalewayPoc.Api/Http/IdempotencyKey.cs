using System.Security.Cryptography;
using System.Text;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>
/// The header of the same name (IETF draft-ietf-httpapi-idempotency-key-header): a client that repeats a request with
/// its key gets the first answer again, and nothing is done twice. It is looked up in the same atomic step in which
/// the request is done, so a repetition never finds the first one under way and 409 never happens. What changed
/// nothing (4xx, 503) is not remembered.
/// </summary>
/// <param name="Hash">SHA-256 of the key, <see langword="null"/> without the header.</param>
sealed record IdempotencyKey(string? Hash)
{
    public const string Header = "Idempotency-Key";
    const int MaxLength = 255;

    /// <summary>Binds the header; called by the framework.</summary>
    /// <exception cref="ProblemException">The header is malformed.</exception>
    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values))
        {
            return ValueTask.FromResult(new IdempotencyKey((string?)null));
        }
        var key = values.ToString();
        // The draft wants a quoted string, many clients send it bare: the same key either way.
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"')
        {
            key = key[1..^1];
        }
        if (values.Count != 1 || key.Length is 0 or > MaxLength || !key.All(c => c is >= ' ' and <= '~'))
        {
            throw new ProblemException(ProblemTypes.IdempotencyKey, $"{Header} must be 1 to {MaxLength} printable ASCII characters.");
        }
        return ValueTask.FromResult(new IdempotencyKey(Hex(Encoding.ASCII.GetBytes(key))));
    }

    /// <summary>What must be equal for a request to be the same: method, path, preconditions and body.</summary>
    public static string Fingerprint(HttpRequest request, Preconditions? preconditions, ReadOnlySpan<byte> body)
    {
        var head = $"{request.Method} {request.Path}\n{preconditions?.IfMatch}\n{preconditions?.IfNoneMatch}\n";
        return Hex([.. Encoding.UTF8.GetBytes(head), .. body]);
    }

    static string Hex(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));
}

static class IdempotencyKeyExtensions
{
    /// <summary>Documents the header of an endpoint that takes an <see cref="IdempotencyKey"/>.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint.TakesHeader(
        IdempotencyKey.Header,
        "Makes repeating the request harmless for 24 hours: the same key with the same request gets the first answer again.");
}
