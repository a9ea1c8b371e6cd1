using System.Diagnostics;
using OpenTelemetry;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Does not export calls to dependencies that no request and no message caused, such as the commands of a periodic sweep:
/// root spans of kind client, which Redis' and Npgsql's instrumentation create for every lone command. The application's own
/// root spans, such as <c>receive ingress</c>, are exported. Applies in addition to the sampler, which
/// <c>OTEL_TRACES_SAMPLER</c> selects.
/// </summary>
sealed class BackgroundTraceFilter : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        // Parents are checked too, because the sampler always_on, which Aspire sets locally, ignores their flag.
        if (data.Parent is { Recorded: false }
            || (data.Kind == ActivityKind.Client && data.ParentSpanId == default && data.Source.Name != Telemetry.Name))
        {
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
