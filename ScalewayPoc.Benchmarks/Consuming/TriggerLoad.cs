using ScalewayPoc.Benchmarks.Http;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary>Posts events to the Consumer as a trigger of the platform does, and measures how many are recorded.</summary>
static class TriggerLoad
{
    public const string Title = "trigger";

    /// <summary>Of Scaleway's triggers 10 messages are in flight at most; the others show what the container could do.</summary>
    static readonly int[] InFlight = [1, 10, 64];

    /// <summary>wrk has one thread, so the number is unique together with the time of the start.</summary>
    const string Script = """
        local run, number = os.time(), 0
        wrk.method = 'POST'
        request = function()
          number = number + 1
          return wrk.format(nil, nil, nil, string.format(
            '{"specversion":"1.0","id":"%d-%d","source":"/benchmarks","type":"order.placed","subject":"order-%d",' ..
            '"time":"2026-01-01T00:00:00.000000Z","traceparent":"00-%032x-%016x-01"}', run, number, number, number, number))
        end
        """;

    public static async Task<Table> MeasureAsync(ConsumerStage stage, BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var consumer = await stage.StartConsumerAsync("trigger", 4, telemetry: false);
        using var load = new HttpLoad(new(consumer.Address, "/events"), token: null, Script);
        await load.RunAsync(64, options.Duration, cancellation);
        var results = await Rounds.RunAsync(InFlight, options.Rounds, async requests =>
        {
            var before = consumer.ProcessorTime;
            var result = await load.RunAsync(requests, options.Duration, cancellation);
            return (Load: result, ProcessorSeconds: (consumer.ProcessorTime - before).TotalSeconds / result.Requests * 1000);
        });
        var table = new Table("Requests of a trigger, one event each, into PostgreSQL", "in flight", "events/s", "p50 ms", "p99 ms", "CPU s per 1,000");
        foreach (var (requests, runs) in results)
        {
            table.Add(
                BenchmarkProcess.Text(requests),
                new Samples(runs.Select(run => run.Load.PerSecond)).ToString("N0"),
                new Samples(runs.Select(run => run.Load.P50)).ToString("0.0"),
                new Samples(runs.Select(run => run.Load.P99)).ToString("0.0"),
                new Samples(runs.Select(run => run.ProcessorSeconds)).ToString("0.000"));
        }
        return table;
    }
}
