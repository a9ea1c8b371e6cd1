using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Growth;

/// <summary><c>growth</c>: whether a page costs the same however many keys and events there are.</summary>
sealed class GrowthBenchmark : IBenchmark
{
    static readonly int[] Keys = [1_000, 100_000, 1_000_000];
    static readonly int[] Rows = [1_000, 1_000_000, 5_000_000];

    /// <summary>Pages by each filter. Events of type order.archived, with subject archive-1, are among the oldest.</summary>
    static readonly (string Name, string Path)[] EventPages =
    [
        ("newest", "/api/events?limit=100"),
        ("frequent type", "/api/events?limit=100&type=order.placed"),
        ("type with old rows only", "/api/events?limit=100&type=order.archived"),
        ("type without rows", "/api/events?limit=100&type=order.lost"),
        ("prefix of frequent types", "/api/events?limit=100&typePrefix=order."),
        ("prefix of types with old rows only", "/api/events?limit=100&typePrefix=order.arch"),
        ("subject", "/api/events?limit=100&subject=order-7"),
        ("subject with old rows only", "/api/events?limit=100&subject=archive-1"),
        ("prefix of subjects", "/api/events?limit=100&subjectPrefix=order-7"),
        ("prefix of subjects with old rows only", "/api/events?limit=100&subjectPrefix=archive"),
        ("history of a key", "/api/kv/order-8/history?limit=100"),
    ];

    static readonly (string Name, string Path)[] KeyPages =
    [
        ("first page of keys", "/api/kv?limit=100"),
        ("keys with a prefix", "/api/kv?limit=100&prefix=key-0000009"),
        ("one key", "/api/kv/key-0000007"),
    ];

    public string Name => "growth";

    public string Question => "Pages of keys and of events by each filter, with up to 1,000,000 keys and 5,000,000 events; memory of Redis per entry.";

    public async Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var stage = new GrowthStage();
        await stage.StartAsync();
        List<Table> tables = [];
        if (options.Only is null or "keys")
        {
            tables.Add(await MeasureAsync("Median time of a page of 100 keys, ms", "keys", Keys, KeyPages, stage.SetKeysAsync, stage, options, cancellation));
            tables.Add(await stage.MeasureMemoryAsync(cancellation));
        }
        if (options.Only is null or "events")
        {
            tables.Add(await MeasureAsync("Median time of a page of 100 events, ms", "events", Rows, EventPages, stage.SetRowsAsync, stage, options, cancellation));
        }
        return tables;
    }

    static async Task<Table> MeasureAsync(
        string title, string unit, int[] sizes, (string Name, string Path)[] pages, Func<int, CancellationToken, Task> grow,
        GrowthStage stage, BenchmarkOptions options, CancellationToken cancellation)
    {
        var results = new Dictionary<(string, int), Samples>();
        foreach (var size in sizes)
        {
            await grow(size, cancellation);
            // The first round also compiles the code for speed.
            await Rounds.RunAsync(pages, size == sizes[0] ? 3 : 1, page => stage.MeasureAsync(page.Path, cancellation));
            var medians = await Rounds.RunAsync(pages, options.Rounds, page => stage.MeasureAsync(page.Path, cancellation));
            foreach (var (page, samples) in medians)
            {
                results[(page.Name, size)] = new(samples);
            }
        }
        var table = new Table(title, ["", .. sizes.Select(size => $"{size.ToString("N0", CultureInfo.InvariantCulture)} {unit}"), "largest / smallest"]);
        foreach (var (name, _) in pages)
        {
            table.Add(
            [
                name, .. sizes.Select(size => results[(name, size)].ToString("0.00")),
                (results[(name, sizes[^1])].Median / results[(name, sizes[0])].Median).ToString("0.00", CultureInfo.InvariantCulture),
            ]);
        }
        return table;
    }
}
