using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;
using StackExchange.Redis;

namespace ScalewayPoc.Benchmarks.ColdStart;

/// <summary>The servers behind a service, and its start with a stopwatch.</summary>
sealed class StartStage : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    readonly Servers _servers = new();
    readonly Dictionary<string, string> _environment = [];
    string _token = "";
    SqsQueue _queue = null!;
    NpgsqlDataSource _log = null!;

    /// <summary>Starts the servers. Dispose of the stage even where this fails.</summary>
    public async Task StartAsync()
    {
        var issuer = await _servers.StartIssuerAsync();
        _environment["Authentication__Issuer"] = issuer.ToString();
        _environment["ConnectionStrings__redis"] = await _servers.StartRedisAsync();
        _environment["ConnectionStrings__ingress"] = await _servers.StartQueueAsync();
        _environment["ConnectionStrings__events"] = await _servers.StartPostgresAsync();
        _environment["ConnectionStrings__deadletters"] = _environment["ConnectionStrings__ingress"] + "-dlq";
        _token = await Servers.TokenAsync(issuer, "reader");
        _queue = SqsQueue.Connect(_environment["ConnectionStrings__ingress"]);
        _log = NpgsqlDataSource.Create(_environment["ConnectionStrings__events"]);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_environment["ConnectionStrings__redis"]);
        await redis.GetDatabase().HashSetAsync(RedisKeys.Value("benchmark"), [new("value", "1"), new("etag", "\"1\"")]);
    }

    /// <summary>Starts the service on the processor of the system under test, measures, and stops it.</summary>
    /// <param name="form">The service.</param>
    /// <param name="quarter">Whether it gets a quarter of the processor only.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    public async Task<StartResult> MeasureAsync(PublishedForm form, bool quarter, CancellationToken cancellation)
    {
        var isApi = form.Service == "ScalewayPoc.Api";
        var id = isApi ? "" : await SendEventAsync();
        var port = BenchmarkProcess.FreePort();
        var start = Cores.StartInfo(Cores.System, form.Program, []);
        if (quarter)
        {
            start = CpuQuota.Limit(start);
        }
        start.RedirectStandardOutput = true;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        var clock = Stopwatch.StartNew();
        await using var process = BenchmarkProcess.Start(start);
        var first = await UntilAsync(() => IsOkAsync(port, "/alive", token: null), clock, form, cancellation);
        var work = await UntilAsync(
            () => isApi ? IsOkAsync(port, "/api/kv/benchmark", _token) : IsLoggedAsync(id, cancellation), clock, form, cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        return new(first, work, process.ResidentBytes);
    }

    public async ValueTask DisposeAsync()
    {
        _queue?.Client.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    async Task<string> SendEventAsync()
    {
        var id = Guid.NewGuid().ToString();
        await _queue.Client.SendMessageAsync(_queue.Url,
            $$"""{"specversion":"1.0","id":"{{id}}","source":"/benchmark","type":"benchmark","time":"{{DateTime.UtcNow:O}}","data":1}""");
        return id;
    }

    async Task<bool> IsLoggedAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await using var command = _log.CreateCommand("select 1 from event_log where id = $1");
            command.Parameters.Add(new() { Value = id });
            return await command.ExecuteScalarAsync(cancellation) is not null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    static async Task<double> UntilAsync(Func<Task<bool>> condition, Stopwatch clock, PublishedForm form, CancellationToken cancellation)
    {
        while (!await condition())
        {
            if (clock.Elapsed > Timeout)
            {
                throw new BenchmarkException($"{form} did not respond within {Timeout.TotalSeconds} s.");
            }
            await Task.Delay(1, cancellation);
        }
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>A request on a connection of its own, by hand: an HttpClient would compile its code within the first measurement.</summary>
    static async Task<bool> IsOkAsync(int port, string path, string? token)
    {
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync("127.0.0.1", port);
            var authorization = token is null ? "" : $"Authorization: {new AuthenticationHeaderValue("Bearer", token)}\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}Connection: close\r\n\r\n"));
            var response = new byte[12];
            await client.GetStream().ReadExactlyAsync(response);
            return Encoding.ASCII.GetString(response) == "HTTP/1.1 200";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
