using System.Diagnostics.Metrics;
using Polly;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Measures the first statement after the start and after five minutes without one, retries included: a serverless database
/// has been stopped by then. Probes of <c>/health</c> do not count as statements.
/// </summary>
sealed class WakeUpMeasurement(TimeProvider clock) : ResilienceStrategy
{
    static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);

    static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "scalewaypoc.database.wake_up.duration", "s", "Duration of the first statement after the start and after five idle minutes.",
        advice: Telemetry.Buckets(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30));

    long _last;

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var start = clock.GetTimestamp();
        var last = Interlocked.Exchange(ref _last, start);
        var outcome = await callback(context, state);
        if (last == 0 || clock.GetElapsedTime(last, start) >= IdleTime)
        {
            KeyValuePair<string, object?>[] tags = outcome.Exception is { } e ? [new("error.type", e.GetType().FullName)] : [];
            Duration.Record(clock.GetElapsedTime(start).TotalSeconds, tags);
        }
        return outcome;
    }

    internal sealed class Options : ResilienceStrategyOptions;
}
