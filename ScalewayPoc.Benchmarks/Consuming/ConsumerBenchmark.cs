using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary><c>consumer</c>: how fast a full queue is emptied into PostgreSQL, and how fast a trigger's requests are recorded.</summary>
sealed class ConsumerBenchmark : IBenchmark
{
    const string Loop = "AWSSDK.SQS, receive and delete, nothing else";
    const string Polling = "Consumer";
    const string Batch = "sqs-consumer, one insert per batch";

    static readonly ConsumerVariant[] Variants =
    [
        .. from receivers in (int[])[4, 16]
           from variant in (ConsumerVariant[])
           [
               new(Loop, ConsumerProgram.Loop, receivers),
               new(Polling, ConsumerProgram.Consumer, receivers),
               new($"{Polling}, native", ConsumerProgram.Consumer, receivers, Native: true),
               new($"{Polling}, telemetry exported", ConsumerProgram.Consumer, receivers, Telemetry: true),
               new(Batch, ConsumerProgram.NodeBatch, receivers),
           ]
           select variant,
        new("sqs-consumer, one insert per message", ConsumerProgram.NodeSingle, 4),
    ];

    public string Name => "consumer";

    public string Question => "A full queue into PostgreSQL: messages per second, processor time, requests to the queue; beside it a bare loop and sqs-consumer.";

    public async Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var stage = new ConsumerStage();
        await stage.StartAsync();
        List<Table> tables = [];
        foreach (var group in options.Select(Variants, variant => $"{variant}").GroupBy(variant => variant.Receivers))
        {
            var results = await Rounds.RunAsync([.. group], options.Rounds, variant => FullQueue.MeasureAsync(stage, variant, cancellation));
            tables.Add(Summarize(group.Key, results));
        }
        if (options.Only is null || options.Only == TriggerLoad.Title)
        {
            tables.Add(await TriggerLoad.MeasureAsync(stage, options, cancellation));
        }
        return tables;
    }

    static Table Summarize(int receivers, IReadOnlyDictionary<ConsumerVariant, IReadOnlyList<DrainResult>> results)
    {
        var table = new Table(
            $"A full queue of {FullQueue.Messages.ToString("N0", CultureInfo.InvariantCulture)} events of 300 bytes, {receivers} receivers",
            "", "messages/s", "relative", "CPU s per 1,000", "processor used", "requests to the queue per 1,000", "resident MB");
        var ceiling = results.Where(entry => entry.Key.Program == ConsumerProgram.Loop).Select(entry => Of(entry.Value, r => r.PerSecond).Median).SingleOrDefault();
        foreach (var (variant, runs) in results)
        {
            var perSecond = Of(runs, run => run.PerSecond);
            table.Add(
                variant.Name,
                perSecond.ToString("N0"),
                ceiling > 0 ? Number(perSecond.Median / ceiling, "0.00") : "",
                Of(runs, run => run.ProcessorSeconds).ToString("0.000"),
                Number(Of(runs, run => run.Busy).Median, "P0"),
                Of(runs, run => run.Calls).ToString("0"),
                Number(Of(runs, run => run.ResidentBytes / 1e6).Median, "N0"));
        }
        return table;
    }

    static Samples Of<T>(IReadOnlyList<T> results, Func<T, double> value) => new(results.Select(value));

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
