using System.Text;
using Microsoft.Net.Http.Headers;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>The body of a request that must be JSON, not yet checked to be.</summary>
sealed record RequestJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Binds the body; called by the framework.</summary>
    /// <exception cref="ProblemException">The content type is another, or the body is too large.</exception>
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
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        return new RequestJson(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    static ProblemException TooLarge() => new(ProblemTypes.TooLarge, $"The body has more than {HttpLimits.BodyBytes} bytes.");

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        && (!type.Charset.HasValue || type.Encoding == Encoding.UTF8);
}
