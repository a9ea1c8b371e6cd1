using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api;

/// <summary>Bounds of a request.</summary>
static class HttpLimits
{
    /// <summary>Maximum size of a body in bytes: data of the maximum size, and as much white space.</summary>
    public const int BodyBytes = 2 * Limits.DataBytes;

    /// <summary>Maximum duration of receiving a body; then the response is 408.</summary>
    public static readonly TimeSpan Body = TimeSpan.FromSeconds(10);

    /// <summary>Maximum duration of a request; then the response is 503. Longer than <see cref="Body"/> and any dependency's timeout.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(15);

    public static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = BodyBytes);
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new()
        {
            Timeout = Request,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
        // No response has a secret beside text of an attacker's choice, which compression could reveal (BREACH).
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", "application/problem+json"];
        });
    }

    // A value of a key is sent as it is: its entity tag is strong, which means these bytes.
    static bool IsList(HttpContext context)
    {
        const string history = "/history";
        // A key may be named 'history' too.
        return !context.Request.Path.StartsWithSegments("/api/kv", out var key) || key.Value is not { Length: > 1 }
            || (key.Value.Length > history.Length && key.Value.EndsWith(history, StringComparison.Ordinal));
    }

    public static void UseHttpLimits(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.UseWhen(IsList, lists => lists.UseResponseCompression());
        // Responses belong to the caller and change at any moment: its own cache may store them but must revalidate.
        app.Use((context, next) =>
        {
            context.Response.Headers.CacheControl = "no-cache, private";
            return next(context);
        });
    }
}
