using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ScalewayPoc.Benchmarks.Load;

/// <summary>
/// Sends requests at a fixed rate, whether the earlier ones have their responses or not: 60 % reads of a key, 25 % writes,
/// 3 % deletions, 10 % events, 2 % pages of the event log. Latency counts from the time at which a request was due.
/// </summary>
sealed class LoadRun : IDisposable
{
    /// <summary>Requests without a response at the same time; a request that is due above it counts as failed.</summary>
    const int MaxOpen = 1000;

    readonly HttpClient _http;
    readonly double _rate;
    readonly int _keys;
    readonly LoadFigures _total = new();
    LoadFigures _second = new();
    int _open;

    public LoadRun(Uri api, double rate, int keys, string token)
    {
        (_rate, _keys) = (rate, keys);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = api, Timeout = TimeSpan.FromSeconds(20) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Runs until it is canceled and prints a line each second.</summary>
    /// <returns>Whether all requests succeeded.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_rate} requests/s to {_http.BaseAddress}, Ctrl+C ends"));
        Console.WriteLine(LoadFigures.Header);
        var reporting = ReportAsync(cancellation);
        var clock = Stopwatch.StartNew();
        for (long sent = 0; !cancellation.IsCancellationRequested;)
        {
            for (; sent < clock.Elapsed.TotalSeconds * _rate; sent++)
            {
                _ = SendAsync(clock, TimeSpan.FromSeconds(sent / _rate));
            }
            await Task.Delay(1, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await reporting;
        while (Volatile.Read(ref _open) > 0)
        {
            await Task.Delay(10, CancellationToken.None);
        }
        Console.WriteLine($"{_total.Line("total", clock.Elapsed)}");
        return _total.Failed == 0;
    }

    public void Dispose() => _http.Dispose();

    async Task ReportAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            for (var second = 1; await timer.WaitForNextTickAsync(cancellation); second++)
            {
                var elapsed = clock.Elapsed;
                clock.Restart();
                var figures = Interlocked.Exchange(ref _second, new LoadFigures());
                Console.WriteLine($"{figures.Line($"{second} s", elapsed)}  {await BacklogAsync(cancellation)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>What is on its way to the event log, as /api/status reports it.</summary>
    async Task<string> BacklogAsync(CancellationToken cancellation)
    {
        try
        {
            await using var body = await _http.GetStreamAsync(new Uri("/api/status", UriKind.Relative), cancellation);
            using var status = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
            return $"outbox {status.RootElement.GetProperty("waiting")}, queue {status.RootElement.GetProperty("queueDepth")}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return "status unavailable";
        }
    }

    async Task SendAsync(Stopwatch clock, TimeSpan due)
    {
        string? failure = "not sent";
        if (Interlocked.Increment(ref _open) <= MaxOpen)
        {
            try
            {
                using var request = Next();
                using var response = await _http.SendAsync(request);
                // A key that was deleted or never set.
                failure = response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.NotFound
                    ? null
                    : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                failure = "no response";
            }
        }
        Interlocked.Decrement(ref _open);
        var latency = clock.Elapsed - due;
        _second.Add(latency, failure);
        _total.Add(latency, failure);
    }

    HttpRequestMessage Next()
    {
        var key = $"/api/kv/load-{Random.Shared.Next(_keys)}";
        return Random.Shared.Next(100) switch
        {
            < 60 => new(HttpMethod.Get, key),
            < 85 => new(HttpMethod.Put, key) { Content = Json($$"""{"total":{{Random.Shared.Next(10_000)}},"text":"{{new string('x', 200)}}"}""") },
            < 88 => new(HttpMethod.Delete, key),
            < 98 => new(HttpMethod.Post, "/api/events")
            {
                Content = Json($$"""{"type":"load.tick","subject":"load-{{Random.Shared.Next(_keys)}}","data": {{Random.Shared.Next(10_000)}} }"""),
            },
            _ => new(HttpMethod.Get, "/api/events?limit=20"),
        };
    }

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
