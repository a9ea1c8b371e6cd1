using System.Net.Http.Headers;
using System.Text;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary>Results of one measurement.</summary>
/// <param name="Load">What the client has seen.</param>
/// <param name="ProcessorSeconds">Processor time of the server, in seconds per 1,000 requests.</param>
/// <param name="Busy">Part of its processor that the server has used, 0 to 1.</param>
/// <param name="ResidentBytes">Resident memory of the server at the end.</param>
sealed record HttpResult(LoadResult Load, double ProcessorSeconds, double Busy, long ResidentBytes)
{
    public override string ToString() => FormattableString.Invariant($"{Load.PerSecond:N0}/s, {ProcessorSeconds:0.000} s per 1,000, {Busy:P0}");
}

/// <summary>A running server of a variant, with its warm-up done.</summary>
sealed class HttpTarget : IAsyncDisposable
{
    /// <summary>1 kB of JSON.</summary>
    static readonly string Body = $"{{\"text\":\"{new string('x', 1013)}\"}}";

    readonly BenchmarkProcess _process;
    readonly HttpLoad _load;
    readonly HttpStage _stage;

    HttpTarget(BenchmarkProcess process, HttpLoad load, HttpStage stage) => (_process, _load, _stage) = (process, load, stage);

    /// <summary>Starts the server, sets the key, and loads it until its code is compiled for speed.</summary>
    public static async Task<HttpTarget> StartAsync(
        HttpVariant variant, string method, HttpStage stage, TimeSpan warmUp, CancellationToken cancellation)
    {
        var process = await stage.StartAsync(variant);
        try
        {
            var address = new Uri(process.Address, "/api/kv/benchmark");
            var token = variant.Tokens ? stage.Token : null;
            await PutAsync(address, token, cancellation);
            var load = new HttpLoad(address, token, method == "PUT" ? HttpLoad.Put(Body) : null);
            await load.RunAsync(64, warmUp, cancellation);
            await load.RunAsync(1, warmUp / 10, cancellation);
            await stage.EmptyQueueAsync(cancellation);
            return new(process, load, stage);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<HttpResult> MeasureAsync(int connections, TimeSpan duration, CancellationToken cancellation)
    {
        var (start, before) = (Environment.TickCount64, _process.ProcessorTime);
        var load = await _load.RunAsync(connections, duration, cancellation);
        var (used, elapsed) = ((_process.ProcessorTime - before).TotalSeconds, (Environment.TickCount64 - start) / 1000.0);
        await _stage.EmptyQueueAsync(cancellation);
        return new(load, used / load.Requests * 1000, used / elapsed, _process.ResidentBytes);
    }

    public async ValueTask DisposeAsync()
    {
        _load.Dispose();
        await _process.DisposeAsync();
    }

    static async Task PutAsync(Uri address, string? token, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var response = await http.PutAsync(address, content, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchmarkException($"{address} returned {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
        }
    }
}
