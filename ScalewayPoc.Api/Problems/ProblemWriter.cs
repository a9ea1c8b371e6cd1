using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace ScalewayPoc.Api.Problems;

/// <summary>
/// Writes every error of the API, the framework's too, as problem details, whatever the Accept header says.
/// </summary>
sealed class ProblemWriter : IProblemDetailsWriter
{
    /// <summary>Seconds after which a client may try again when it was answered 503.</summary>
    const string RetryAfterSeconds = "2";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        // The framework's details name the status and a link to its RFC; ours say the same of our own types.
        context.ProblemDetails.Status = context.HttpContext.Response.StatusCode;
        return new ValueTask(WriteAsync(context.HttpContext, context.ProblemDetails));
    }

    public static Task WriteAsync(HttpContext context, ProblemDetails details)
    {
        var status = details.Status ?? StatusCodes.Status500InternalServerError;
        var type = ProblemTypes.ForStatus(status);
        details.Type ??= type?.Uri ?? "about:blank";
        details.Title ??= type?.Title ?? ReasonPhrases.GetReasonPhrase(status);
        details.Detail ??= type?.Description;
        details.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable && context.Response.Headers.RetryAfter.Count == 0)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        if (status == StatusCodes.Status408RequestTimeout)
        {
            // The rest of the body may never arrive.
            context.Response.Headers.Connection = "close";
        }
        return context.Response.WriteAsJsonAsync(
            details, ApiJsonContext.Web.ProblemDetails, "application/problem+json", context.RequestAborted);
    }
}
