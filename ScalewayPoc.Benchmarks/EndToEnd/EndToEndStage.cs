using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Benchmarks.EndToEnd;

/// <summary>The whole system: Redis, queue, database, API and Consumer.</summary>
sealed class EndToEndStage : IAsyncDisposable
{
    static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    readonly Servers _servers = new();
    readonly HttpClient _http = new();
    readonly List<BenchmarkProcess> _processes = [];
    NpgsqlDataSource _database = null!;
    Uri _queue = null!;

    BenchmarkProcess Api => _processes[0];

    BenchmarkProcess Consumer => _processes[1];

    /// <summary>Starts the servers. Dispose of the stage even where this fails.</summary>
    public async Task StartAsync(TimeSpan queueLatency, CancellationToken cancellation)
    {
        var queue = await _servers.StartQueueAsync("--latency", $"{queueLatency.TotalMilliseconds}ms");
        var events = await _servers.StartPostgresAsync();
        _database = NpgsqlDataSource.Create(events);
        _queue = SqsConnection.Parse(queue).Endpoint;
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__redis"] = await _servers.StartRedisAsync(),
            ["ConnectionStrings__ingress"] = queue,
            ["ConnectionStrings__events"] = events,
        };
        foreach (var service in (string[])["ScalewayPoc.Api", "ScalewayPoc.Consumer"])
        {
            _processes.Add(await BenchmarkProcess.StartProjectAsync(service, Cores.System, BenchmarkProcess.Listening, [], environment));
        }
        // Until the code is compiled for speed.
        await MeasureAsync(500, TimeSpan.FromSeconds(10), cancellation);
    }

    /// <summary>Sends events at a rate that does not depend on the responses.</summary>
    public async Task<EndToEndResult> MeasureAsync(int perSecond, TimeSpan duration, CancellationToken cancellation)
    {
        var sent = new ConcurrentDictionary<string, DateTimeOffset>();
        var failed = 0;
        var (api, consumer, calls) = (Api.ProcessorTime, Consumer.ProcessorTime, await CountCallsAsync());
        var (start, clock) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        var count = (int)(perSecond * duration.TotalSeconds);
        List<Task> requests = [];
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - clock.Elapsed is { TotalMilliseconds: > 1 } early)
            {
                await Task.Delay(early, cancellation);
            }
            requests.Add(SendAsync(start + due));
        }
        await Task.WhenAll(requests);
        var latencies = await ReadLatenciesAsync(sent, cancellation);
        var thousands = count / 1000.0;
        return new(
            Percentile(latencies, 0.5), Percentile(latencies, 0.95), Percentile(latencies, 0.99), failed,
            (Api.ProcessorTime - api).TotalSeconds / thousands, (Consumer.ProcessorTime - consumer).TotalSeconds / thousands,
            (await CountCallsAsync() - calls) / thousands);

        async Task SendAsync(DateTimeOffset due)
        {
            using var body = new StringContent("""{"type":"order.placed","subject":"order-1","data":{"text":"An event of usual size."}}""", Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(new Uri(Api.Address, "/api/events"), body, cancellation);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                sent[(await response.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("id").GetString()!] = due;
            }
            else
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        _http.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    /// <summary>Waits until all are in the log. Returns the latencies in ms, in ascending order.</summary>
    async Task<double[]> ReadLatenciesAsync(ConcurrentDictionary<string, DateTimeOffset> sent, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await using var command = _database.CreateCommand("select id, recorded_at from event_log where id = any($1)");
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. sent.Keys] });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            List<double> latencies = [];
            while (await reader.ReadAsync(cancellation))
            {
                latencies.Add((reader.GetFieldValue<DateTimeOffset>(1) - sent[reader.GetString(0)]).TotalMilliseconds);
            }
            if (latencies.Count == sent.Count)
            {
                return [.. latencies.Order()];
            }
            if (waited.Elapsed > DrainTimeout)
            {
                throw new BenchmarkException($"{sent.Count - latencies.Count} of {sent.Count} events are not in the log after {DrainTimeout.TotalSeconds} s.");
            }
            await Task.Delay(100, cancellation);
        }
    }

    async Task<long> CountCallsAsync() =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri(_queue, "calls"))).RootElement.EnumerateObject().Sum(action => action.Value.GetInt64());

    static double Percentile(double[] sorted, double part) => sorted[(int)Math.Ceiling(sorted.Length * part) - 1];
}
