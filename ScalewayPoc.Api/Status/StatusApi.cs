using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Status;

/// <summary>
/// The resource <c>/api/status</c>: for people who look, where <c>/health</c> is for platforms that probe. An edge in
/// front passes nothing on but <c>/api</c>, and a status that says "down" is an answer, no error.
/// </summary>
static class StatusApi
{
    public static void MapStatus(this IEndpointRouteBuilder routes) => routes.MapGet("/api/status", Get)
        .WithTags("Status")
        .WithName("GetStatus")
        .WithSummary("Get the status of the system")
        .WithDescription("Asks every dependency, so asking often keeps a serverless database awake.")
        .ProducesProblems(ProblemTypes.Unavailable);

    static async Task<Ok<SystemStatus>> Get(
        HealthCheckService health, Redis redis, IConfiguration configuration, CancellationToken cancellation)
    {
        var waiting = WaitingAsync(redis, cancellation);
        var report = await health.CheckHealthAsync(check => !check.Tags.Contains("live"), cancellation);
        var dependencies = report.Entries
            .Select(entry => new DependencyStatus(
                entry.Key,
                entry.Value.Status == HealthStatus.Healthy ? DependencyState.Up : DependencyState.Down,
                Math.Round(entry.Value.Duration.TotalMilliseconds, 1),
                entry.Value.Description))
            .ToArray();
        return TypedResults.Ok(new SystemStatus(dependencies, await waiting, configuration["Dashboard:Url"]));
    }

    static async Task<long?> WaitingAsync(Redis redis, CancellationToken cancellation)
    {
        try
        {
            return await redis.ExecuteAsync(database => database.SortedSetLengthAsync(RedisKeys.Outbox), cancellation);
        }
        catch (DependencyUnavailableException)
        {
            return null;
        }
    }
}
