using System.Globalization;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary>redis-benchmark with values of 1 kB: what Redis allows without a server in front of it.</summary>
static class RedisBenchmark
{
    /// <summary>Runs on the processor of the system under test.</summary>
    public static async Task<HttpResult> MeasureAsync(string method, string port, int connections, CancellationToken cancellation)
    {
        const int requests = 40_000;
        var output = await Programs.RunAsync(
            Cores.StartInfo(
                Cores.System, Programs.Require("redis-benchmark", "apt install redis-tools"),
                [
                    "-p", port, "-t", method == "PUT" ? "set" : "get", "-d", "1024", "-c", BenchmarkProcess.Text(connections),
                    "-n", BenchmarkProcess.Text(requests), "--csv",
                ]),
            cancellation);
        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        var values = output.TrimEnd().Split('\n')[^1].Split(',').Skip(1)
            .Select(value => double.Parse(value.Trim('"'), CultureInfo.InvariantCulture)).ToArray();
        return new(new(requests, values[0], values[3], values[5]), double.NaN, double.NaN, 0);
    }
}
