using Microsoft.AspNetCore.Diagnostics;

namespace ScalewayPoc.Api.Problems;

/// <summary>Maps exceptions that are not defects to problems; the others become a 500 whose details stay in the log.</summary>
sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            ProblemException known => known.Problem,
            DependencyUnavailableException missing => Unavailable(missing),
            // The framework's message names types and parameters of the implementation.
            BadHttpRequestException bad when (ProblemTypes.ForStatus(bad.StatusCode) ?? ProblemTypes.BadRequest) is var type =>
                new Problem(type, type.Description),
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    Problem Unavailable(DependencyUnavailableException missing)
    {
        LogUnavailable(missing.Dependency, missing.InnerException!.Message);
        return new Problem(ProblemTypes.Unavailable, missing.Message);
    }

    [LoggerMessage(LogLevel.Warning, "The dependency {Dependency} is not available: {Reason}")]
    partial void LogUnavailable(string dependency, string reason);
}
