using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ScalewayPoc.Consumer;

/// <summary>The answer of who cannot do now what will succeed later.</summary>
static class Unavailable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>503, with the time after which to ask again.</summary>
    public static ProblemHttpResult Answer(HttpResponse response, string detail)
    {
        response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
