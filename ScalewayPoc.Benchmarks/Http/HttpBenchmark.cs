using System.CommandLine;
using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary><c>http</c>: what a request costs, and which layer costs what.</summary>
/// <param name="question">The part of it.</param>
sealed class HttpBenchmark(HttpQuestion question) : IBenchmark
{
    /// <summary>Duration of load that the runtime needs to compile what is used for speed, on the processor that the load takes too.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public string Name => $"http {question.Name}";

    public string Question => question.Description;

    /// <summary>The command <c>http</c>, which runs all parts, with a command for each.</summary>
    public static Command CreateCommand()
    {
        var parts = HttpQuestion.All.Select(part => new HttpBenchmark(part)).ToArray();
        var command = BenchmarkCommand.Create("http", "What a request costs, and which layer costs what.", [.. parts]);
        foreach (var part in parts)
        {
            command.Add(BenchmarkCommand.Create(part));
        }
        return command;
    }

    public async Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var stage = new HttpStage();
        await stage.StartAsync();
        return await MeasureAsync(options.Select(question.Variants, variant => variant.Name), stage, options, cancellation);
    }

    async Task<IReadOnlyList<Table>> MeasureAsync(
        IReadOnlyList<HttpVariant> variants, HttpStage stage, BenchmarkOptions options, CancellationToken cancellation)
    {
        var targets = new Dictionary<HttpVariant, HttpTarget>();
        try
        {
            foreach (var variant in variants.Where(variant => variant.Server != HttpServer.Redis))
            {
                targets[variant] = await HttpTarget.StartAsync(variant, question.Method, stage, WarmUp, cancellation);
            }
            var tables = new List<Table>();
            foreach (var connections in question.Connections)
            {
                var results = await Rounds.RunAsync(variants, options.Rounds, variant => targets.TryGetValue(variant, out var target)
                    ? target.MeasureAsync(connections, options.Duration, cancellation)
                    : RedisBenchmark.MeasureAsync(question.Method, stage.RedisPort, connections, cancellation));
                tables.Add(Summarize($"{question.Method} of 1 kB, {connections} {(connections == 1 ? "connection" : "connections")}", variants, results));
            }
            return tables;
        }
        finally
        {
            foreach (var target in targets.Values)
            {
                await target.DisposeAsync();
            }
        }
    }

    static Table Summarize(
        string title, IReadOnlyList<HttpVariant> variants, IReadOnlyDictionary<HttpVariant, IReadOnlyList<HttpResult>> results)
    {
        var table = new Table(
            title, "", "requests/s", "relative", "p50 ms", "p99 ms", "CPU s per 1,000", "processor used", "resident MB");
        foreach (var variant in variants)
        {
            var perSecond = Of(variant, result => result.Load.PerSecond);
            var server = variant.Server != HttpServer.Redis;
            table.Add(
                variant.Name,
                perSecond.ToString("N0"),
                // Of the same round: the machine's own speed changes between them.
                new Samples(results[variant].Zip(results[variants[0]], (result, first) => result.Load.PerSecond / first.Load.PerSecond)).ToString("0.00"),
                Number(Of(variant, result => result.Load.P50).Median, "0.00"),
                Number(Of(variant, result => result.Load.P99).Median, "0.00"),
                server ? Of(variant, result => result.ProcessorSeconds).ToString("0.000") : "",
                server ? Number(Of(variant, result => result.Busy).Median, "P0") : "",
                server ? Number(Of(variant, result => result.ResidentBytes / 1e6).Median, "N0") : "");
        }
        return table;

        Samples Of(HttpVariant variant, Func<HttpResult, double> value) => new(results[variant].Select(value));
    }

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
