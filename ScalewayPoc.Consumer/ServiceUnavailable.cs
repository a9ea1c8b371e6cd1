using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ScalewayPoc.Consumer;

/// <summary>Problem details with status 503, for requests that succeed later.</summary>
static class ServiceUnavailable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Sets <c>Retry-After</c>, and returns the problem.</summary>
    public static ProblemHttpResult Create(HttpResponse response, string detail)
    {
        response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
