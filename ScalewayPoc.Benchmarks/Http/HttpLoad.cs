using System.Globalization;
using System.Text.RegularExpressions;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary>What one run of wrk has measured.</summary>
/// <param name="Requests">Number of responses.</param>
/// <param name="PerSecond">Requests per second.</param>
/// <param name="P50">Median latency in ms.</param>
/// <param name="P99">99th percentile of the latency in ms.</param>
sealed record LoadResult(long Requests, double PerSecond, double P50, double P99);

/// <summary>Closed-loop load by wrk, in a process of its own with one thread.</summary>
/// <param name="address">Address of the key.</param>
/// <param name="token">Access token; null for none.</param>
/// <param name="script">Program in Lua that makes the requests, see <see cref="Put"/>; null for GET.</param>
sealed partial class HttpLoad(Uri address, string? token, string? script) : IDisposable
{
    readonly string _wrk = Programs.Require("wrk", "apt install wrk, brew install wrk");
    readonly string? _script = script is null ? null : WriteScript(script);

    /// <exception cref="BenchmarkException">wrk fails, or a response is an error.</exception>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan duration, CancellationToken cancellation)
    {
        List<string> arguments =
        [
            "--threads", "1", "--connections", BenchmarkProcess.Text(connections), "--latency",
            "--duration", string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(duration.TotalSeconds)}s"),
        ];
        if (token is not null)
        {
            arguments.AddRange(["--header", $"Authorization: Bearer {token}"]);
        }
        if (_script is not null)
        {
            arguments.AddRange(["--script", _script]);
        }
        var output = await Programs.RunAsync(Cores.StartInfo(Cores.Load, _wrk, [.. arguments, address.ToString()]), cancellation);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new BenchmarkException($"Requests to {address} have failed: {output}");
        }
        return new(
            long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(Median().Match(output)), Milliseconds(Percentile99().Match(output)));
    }

    public void Dispose()
    {
        if (_script is not null)
        {
            File.Delete(_script);
        }
    }

    /// <summary>The script that sends a PUT with this JSON.</summary>
    public static string Put(string body) =>
        $"wrk.method = 'PUT'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{body}'\n";

    static string WriteScript(string script)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, script);
        return file;
    }

    static double Milliseconds(Match match) =>
        double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Median();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile99();
}
