using ScalewayPoc.Api.Problems;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api.Status;

/// <summary>
/// The resource <c>/api/status</c>: for users, as <c>/health</c> is for platforms that probe. An edge in front forwards
/// only <c>/api</c>, and a dependency that is down is part of the response, not an error.
/// </summary>
static class StatusApi
{
    public static void AddStatus(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeliveryDelay>();
        builder.Services.AddSingleton<StatusReader>();
    }

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes.MapGet("/api/status", Get)
        .RequireScope(null)
        .WithTags("Status")
        .WithName("GetStatus")
        .WithSummary("Get the status of the system")
        .WithDescription(
            "At most two seconds old, for any number of callers. The state of the event log's database is that of its last use: "
            + "it is not probed, so watching does not keep a serverless database awake. Only while an accepted event is older than 10 s "
            + "is the log queried for it, every 2 s. Figures that the API's credentials do not let it read are null.")
        .ProducesProblems(ProblemTypes.Unavailable);

    static async Task<CacheableJson<SystemStatus>> Get(StatusReader reader, CancellationToken cancellation) =>
        new(await reader.GetAsync(cancellation), ApiJsonContext.Web.SystemStatus);
}
