using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>The body of a request that must be JSON, not yet checked to be.</summary>
sealed record RequestJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Binds the body; called by the framework.</summary>
    /// <exception cref="ProblemException">The content type is another, or the body is too large or too slow.</exception>
    public static async ValueTask<RequestJson> BindAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
        {
            throw new ProblemException(ProblemTypes.MediaType,
                $"The content type must be application/json in UTF-8, but is '{context.Request.ContentType}'.");
        }
        if (context.Request.ContentLength > HttpLimits.BodyBytes)
        {
            throw TooLarge();
        }
        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(HttpLimits.Body);
        try
        {
            await context.Request.Body.CopyToAsync(body, deadline.Token);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        catch (Exception e) when (e is OverflowException || (e is IOException and not BadHttpRequestException))
        {
            // Kestrel reports a chunk size beyond 32 bits, or the end of the connection.
            throw new ProblemException(ProblemTypes.BadRequest, "The body cannot be read to its end.");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(ProblemTypes.RequestTimeout, ProblemTypes.RequestTimeout.Description);
        }
        return new RequestJson(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    static ProblemException TooLarge() => new(ProblemTypes.TooLarge, $"The body has more than {HttpLimits.BodyBytes} bytes.");

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        && IsUtf8(type.Charset);

    // Not MediaTypeHeaderValue.Encoding: it throws for encodings that .NET has disabled, such as UTF-7.
    static bool IsUtf8(StringSegment charset) =>
        !charset.HasValue || HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
