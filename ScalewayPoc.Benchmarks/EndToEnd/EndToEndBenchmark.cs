using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.EndToEnd;

/// <summary><c>end-to-end</c>: the time from the request that sends an event to its row in the event log, at a given rate.</summary>
sealed class EndToEndBenchmark : IBenchmark
{
    static readonly EventRate[] Rates =
    [
        .. from perSecond in (int[])[100, 500, 1000] select new EventRate(perSecond, TimeSpan.Zero),
        .. from perSecond in (int[])[100, 500] select new EventRate(perSecond, TimeSpan.FromMilliseconds(15)),
    ];

    public string Name => "end-to-end";

    public string Question => "From the request to the row in the event log at 100, 500 and 1,000 events per second, in open loop.";

    public async Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var table = new Table(
            "POST /api/events to the row in the event log, API and Consumer on one processor",
            "events/s", "latency of the queue", "p50 ms", "p95 ms", "p99 ms", "not 202", "CPU s per 1,000: API", "Consumer", "requests to the queue per 1,000");
        foreach (var group in options.Select(Rates, rate => $"{rate}").GroupBy(rate => rate.QueueLatency))
        {
            await using var stage = new EndToEndStage();
            await stage.StartAsync(group.Key, cancellation);
            var results = await Rounds.RunAsync([.. group], options.Rounds, rate => stage.MeasureAsync(rate.PerSecond, options.Duration, cancellation));
            foreach (var (rate, runs) in results)
            {
                table.Add(
                    rate.PerSecond.ToString("N0", CultureInfo.InvariantCulture), $"{rate.QueueLatency.TotalMilliseconds} ms",
                    Of(runs, run => run.P50, "0.0"), Of(runs, run => run.P95, "0.0"), Of(runs, run => run.P99, "0.0"),
                    Of(runs, run => run.Failed, "0"), Of(runs, run => run.ApiSeconds, "0.00"), Of(runs, run => run.ConsumerSeconds, "0.00"),
                    Of(runs, run => run.Calls, "0"));
            }
        }
        table.Note("Time counts from the intended start of a request, so that a delayed sender counts too, to the time that the row's insertion wrote into it.");
        return [table];
    }

    static string Of(IReadOnlyList<EndToEndResult> results, Func<EndToEndResult, double> value, string format) =>
        new Samples(results.Select(value)).ToString(format);
}

/// <summary>A row of the table.</summary>
/// <param name="PerSecond">Events per second.</param>
/// <param name="QueueLatency">Added to each request to the queue.</param>
sealed record EventRate(int PerSecond, TimeSpan QueueLatency)
{
    public override string ToString() => $"{PerSecond}/s, {QueueLatency.TotalMilliseconds} ms";
}

/// <summary>Results of one run; times in ms.</summary>
/// <param name="P50">Median.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Failed">Requests without 202.</param>
/// <param name="ApiSeconds">Processor time of the API, in seconds per 1,000 events.</param>
/// <param name="ConsumerSeconds">Processor time of the Consumer, in seconds per 1,000 events.</param>
/// <param name="Calls">Requests to the queue per 1,000 events.</param>
sealed record EndToEndResult(double P50, double P95, double P99, int Failed, double ApiSeconds, double ConsumerSeconds, double Calls)
{
    public override string ToString() => FormattableString.Invariant($"p50 {P50:0.0} ms, p95 {P95:0.0}, p99 {P99:0.0}, {Failed} failed, {Calls:0} calls");
}
