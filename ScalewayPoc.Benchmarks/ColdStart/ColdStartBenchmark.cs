using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.ColdStart;

/// <summary><c>cold-start</c>: what a start takes, by the form in which the service is published.</summary>
sealed class ColdStartBenchmark : IBenchmark
{
    public string Name => "cold-start";

    public string Question => "From the start of the process to the first 200 and the first work, idle memory and size: NativeAOT, ReadyToRun, JIT.";

    public async Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var forms = options.Select(PublishedForm.All, form => form.ToString());
        foreach (var form in forms)
        {
            await form.EnsurePublishedAsync(cancellation);
        }
        await using var stage = new StartStage();
        await stage.StartAsync();
        foreach (var form in forms)
        {
            // Its files are then in memory, as those of an image are after its first start on a host.
            await stage.MeasureAsync(form, quarter: false, cancellation);
        }
        List<Table> tables = [await MeasureAsync("Start of a service, one processor", quarter: false)];
        if (CpuQuota.Obstacle is null)
        {
            tables.Add(await MeasureAsync("Start of a service, a quarter of a processor", quarter: true));
        }
        tables[0].Note("First work: the API returns a value that is in Redis; the Consumer has written a waiting event to PostgreSQL.");
        tables[0].Note("ReadyToRun and JIT also need the runtime, which is in their base image and not counted.");
        if (CpuQuota.Obstacle is { } obstacle)
        {
            tables[0].Note($"A quarter of a processor was not measured: {obstacle}.");
        }
        return tables;

        async Task<Table> MeasureAsync(string title, bool quarter) => Summarize(
            title, forms, await Rounds.RunAsync(forms, options.Rounds, form => stage.MeasureAsync(form, quarter, cancellation)));
    }

    static Table Summarize(
        string title, IReadOnlyList<PublishedForm> forms, IReadOnlyDictionary<PublishedForm, IReadOnlyList<StartResult>> results)
    {
        var table = new Table(title, "", "first 200, ms", "first work, ms", "idle MB", "published MB");
        foreach (var form in forms)
        {
            table.Add(
                form.ToString(),
                Of(form, result => result.FirstResponse),
                Of(form, result => result.FirstWork),
                Of(form, result => result.IdleBytes / 1e6),
                (form.Bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture));
        }
        return table;

        string Of(PublishedForm form, Func<StartResult, double> value) => new Samples(results[form].Select(value)).ToString("N0");
    }
}
