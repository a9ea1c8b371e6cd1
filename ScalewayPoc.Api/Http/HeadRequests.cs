using Microsoft.Net.Http.Headers;

namespace ScalewayPoc.Api;

/// <summary>Answers HEAD wherever there is a GET (RFC 9110, 9.3.2). Routes are mapped for GET alone.</summary>
static class HeadRequests
{
    /// <summary>Routes HEAD as GET; the server sends no body for it. Comes before routing.</summary>
    public static void UseHeadRequests(this WebApplication app) => app.Use(async (context, next) =>
    {
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (isHead)
        {
            context.Request.Method = HttpMethods.Get;
        }
        try
        {
            await next(context);
        }
        finally
        {
            if (isHead)
            {
                // Telemetry reads it at the end of the request.
                context.Request.Method = HttpMethods.Head;
            }
        }
        if (!context.Response.HasStarted && context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            context.Response.Headers[HeaderNames.Allow] = WithHead(context.Response.Headers.Allow.ToString());
        }
    });

    static string WithHead(string allow) => allow.Replace(HttpMethods.Get, $"{HttpMethods.Get}, {HttpMethods.Head}", StringComparison.Ordinal);
}
