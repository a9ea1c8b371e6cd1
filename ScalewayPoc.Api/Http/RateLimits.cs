using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace ScalewayPoc.Api;

/// <summary>Settings of the rate limit, section <c>RateLimit</c>. Checked at start.</summary>
sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>
    /// Requests per second of one caller to one instance, 10 to 1,000,000, and as many at once. The default is more than an
    /// instance serves: a deployment sets its own.
    /// </summary>
    [Range(10, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 50_000;
}

/// <summary>Checks the range.</summary>
[OptionsValidator]
sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>;

/// <summary>
/// A token bucket for each caller, by the claim <c>sub</c> of its token; requests without a valid token share one. The buckets are
/// in memory, so each instance counts for itself: with n instances a caller may send n times as much.
/// </summary>
static class RateLimits
{
    const string Anonymous = "";

    /// <summary>At least: the number of tokens in a period is whole.</summary>
    const int PeriodsPerSecond = 10;

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<RateLimitOptions, RateLimitOptionsValidator>().BindConfiguration(RateLimitOptions.Section);
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, options) =>
        {
            var perSecond = options.Value.RequestsPerSecond;
            var bucket = Bucket(perSecond);
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetTokenBucketLimiter(context.User.FindFirst("sub")?.Value ?? Anonymous, _ => bucket));
            limiter.OnRejected = (context, cancellation) => RejectAsync(context, perSecond);
        });
    }

    /// <summary>A bucket that gets this number of tokens in a second, and holds as many.</summary>
    internal static TokenBucketRateLimiterOptions Bucket(int perSecond)
    {
        var perPeriod = perSecond / PeriodsPerSecond;
        return new()
        {
            TokenLimit = perSecond,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)perPeriod / perSecond),
        };
    }

    static async ValueTask RejectAsync(OnRejectedContext context, int perSecond)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        context.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new()
        {
            HttpContext = context.HttpContext,
            ProblemDetails = { Detail = $"A caller may send {perSecond} requests per second; requests without a valid token count together." },
        });
    }
}
