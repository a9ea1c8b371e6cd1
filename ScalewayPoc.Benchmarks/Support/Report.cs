using System.Globalization;
using System.Text;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>The section of one benchmark in docs/performance.md, between two markers.</summary>
/// <param name="name">Name of the benchmark.</param>
/// <param name="text">Content of the section: Markdown.</param>
sealed class Report(string name, string text)
{
    public string Text => text;

    /// <summary>Runs a benchmark and composes its section: when, where and how it was measured, then the tables.</summary>
    public static async Task<Report> RunAsync(IBenchmark benchmark, BenchmarkOptions options, CancellationToken cancellation)
    {
        var load = Machine.LoadAverage;
        var tables = await benchmark.RunAsync(options, cancellation);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"Measured {DateTime.UtcNow:yyyy-MM-dd} by `dotnet run -c Release --project ScalewayPoc.Benchmarks -- {benchmark.Name}")
            .Append(CultureInfo.InvariantCulture, $" --rounds {options.Rounds} --seconds {options.Duration.TotalSeconds}`.\n")
            .Append(CultureInfo.InvariantCulture, $"Medians of {options.Rounds} alternating rounds, minimum and maximum in parentheses. {Cores.Description}\n")
            .Append(CultureInfo.InvariantCulture, $"Machine: {await Machine.DescribeAsync()}. Load average at the start: {load}.\n");
        foreach (var table in tables)
        {
            text.Append('\n').Append(table.ToMarkdown());
        }
        return new(benchmark.Name, text.ToString());
    }

    /// <summary>Replaces the section in a document; adds it at the end of a document that has none.</summary>
    public void Write(string file)
    {
        var document = File.ReadAllText(file);
        var (begin, end) = ($"<!-- begin {name} -->\n", $"<!-- end {name} -->\n");
        var start = document.IndexOf(begin, StringComparison.Ordinal);
        var stop = document.IndexOf(end, StringComparison.Ordinal);
        File.WriteAllText(file, start < 0 || stop < start
            ? $"{document}\n{begin}{text}{end}"
            : $"{document[..start]}{begin}{text}{document[stop..]}");
    }
}
