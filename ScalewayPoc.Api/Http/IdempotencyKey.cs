using System.Security.Cryptography;
using System.Text;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>
/// The header of the same name (IETF draft-ietf-httpapi-idempotency-key-header): a repeated request gets the first response
/// again, and nothing is done twice. The key is looked up in the same atomic step in which the request is done, so a
/// repetition never finds the first one half done and 409 never happens. A request that changed nothing (4xx, 503) is not
/// remembered. A key belongs to one caller, method and path.
/// </summary>
/// <param name="Hash">128 bits of a hash of caller, method, path and key; <see langword="null"/> without the header.</param>
/// <param name="Fingerprint">128 bits of a hash of preconditions and body; empty without the header.</param>
sealed record IdempotencyKey(string? Hash, string Fingerprint)
{
    public const string Header = "Idempotency-Key";
    const int MaxLength = 255;

    public static readonly IdempotencyKey None = new(null, "");

    /// <summary>Binds the header; called by the framework.</summary>
    /// <exception cref="ProblemException">The header is malformed.</exception>
    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values))
        {
            return ValueTask.FromResult(None);
        }
        var key = values.ToString();
        // The draft requires a quoted string, many clients send it bare: the same key either way.
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"')
        {
            key = key[1..^1];
        }
        if (values.Count != 1 || key.Length is 0 or > MaxLength || !key.All(c => c is >= ' ' and <= '~'))
        {
            throw new ProblemException(ProblemTypes.IdempotencyKey, $"{Header} must be 1 to {MaxLength} printable ASCII characters.");
        }
        var caller = context.User.FindFirst("sub")?.Value;
        var scope = $"{caller}\n{context.Request.Method} {context.Request.Path}\n{key}";
        return ValueTask.FromResult(new IdempotencyKey(Hash128(Encoding.UTF8.GetBytes(scope)), ""));
    }

    /// <summary>The key with what must be equal in a repetition.</summary>
    public IdempotencyKey For(Preconditions? preconditions, ReadOnlySpan<byte> body) => Hash is null ? this : this with
    {
        Fingerprint = Hash128([.. Encoding.UTF8.GetBytes($"{preconditions?.IfMatch}\n{preconditions?.IfNoneMatch}\n"), .. body]),
    };

    static string Hash128(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data).AsSpan(0, 16));
}

static class IdempotencyKeyExtensions
{
    /// <summary>Documents the header of an endpoint that takes an <see cref="IdempotencyKey"/>.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint.WithHeaderParameter(
        IdempotencyKey.Header,
        "Makes repeating the request harmless for 24 hours: the same key with the same request gets the first response again.");
}
