using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api;

/// <summary>Bounds of a request.</summary>
static class HttpLimits
{
    /// <summary>Largest body in bytes: data of the greatest size, with as much white space again.</summary>
    public const int BodyBytes = 2 * Limits.DataBytes;

    /// <summary>Longest time for a request. Longer than the patience with any dependency, so that theirs are the answers.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(15);

    public static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytes;
        });
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new()
        {
            Timeout = Request,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
    }

    public static void UseHttpLimits(this WebApplication app)
    {
        app.UseRequestTimeouts();
        // Answers change from one moment to the next: caches on the way may keep them but must ask.
        app.Use((context, next) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return next(context);
        });
    }
}
