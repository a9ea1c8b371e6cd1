using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Benchmarks.Growth;

/// <summary>An API over a Redis and an event log of a given size.</summary>
sealed class GrowthStage : IAsyncDisposable
{
    const int Requests = 100;
    const string JsonText = """{"text":"An event of usual size."}""";

    readonly Servers _servers = new();
    readonly HttpClient _http = new();
    BenchmarkProcess _api = null!;
    NpgsqlDataSource _events = null!;
    ConnectionMultiplexer _redis = null!;
    int _keys, _rows;

    /// <summary>Starts the servers. Dispose of the stage even where this fails.</summary>
    public async Task StartAsync()
    {
        var redis = await _servers.StartRedisAsync();
        var events = await _servers.StartPostgresAsync();
        _redis = await ConnectionMultiplexer.ConnectAsync($"{redis},syncTimeout=60000,asyncTimeout=60000,allowAdmin=true");
        _events = NpgsqlDataSource.Create(events + ";Command Timeout=600");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Authentication__AllowAnonymous"] = "true",
            ["Consumer__Mode"] = "trigger",
            ["ConnectionStrings__redis"] = redis,
            ["ConnectionStrings__ingress"] = await _servers.StartQueueAsync(),
            ["ConnectionStrings__events"] = events,
        };
        _api = await BenchmarkProcess.StartProjectAsync("ScalewayPoc.Api", Cores.System, BenchmarkProcess.Listening, [], environment);
        // It creates the tables.
        await using var consumer = await BenchmarkProcess.StartProjectAsync("ScalewayPoc.Consumer", Cores.System, BenchmarkProcess.Listening, [], environment);
        await consumer.UntilHealthyAsync(_http);
    }

    /// <summary>Adds keys, with values of 100 bytes, until there are <paramref name="count"/>.</summary>
    public async Task SetKeysAsync(int count, CancellationToken cancellation)
    {
        // In Redis itself, as accept.lua writes them: a million requests would take minutes.
        const string script = """
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
              local key = string.format('key-%07d', i)
              redis.call('HSET', ARGV[3] .. key, 'value', '"' .. string.rep('x', 98) .. '"', 'etag', string.format('"%032x"', i),
                'sequence', string.format('%016d', i), 'time', '2026-01-01T00:00:00.0000000+00:00')
              redis.call('ZADD', KEYS[1], 0, key)
            end
            """;
        const int step = 20_000;
        for (; _keys < count; _keys = Math.Min(count, _keys + step))
        {
            await _redis.GetDatabase().ScriptEvaluateAsync(
                script, [RedisKeys.Index], [_keys, Math.Min(count, _keys + step) - 1, RedisKeys.Value("")]).WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Adds events until there are <paramref name="count"/>. With any number of them each page is full: the first thousand have
    /// few subjects. Events of type order.archived are among the oldest only.
    /// </summary>
    public async Task SetRowsAsync(int count, CancellationToken cancellation)
    {
        await ExecuteAsync($"""
            insert into event_log (id, sequence, type, subject, source, time, data)
            select 'e' || i, 1700000000000000 + i * 1000,
              case when old then 'order.archived' when number = 8 or i % 4 = 0 then 'kv.set' else 'order.placed' end,
              case when old then 'archive-1' else 'order-' || number end,
              '{EventSources.Api}', to_timestamp(1700000000 + i * 0.001), '{JsonText}'
            from generate_series({_rows + 1}::bigint, {count}) as i,
              lateral (select i <= 300 or i between 1001 and 21000 as old, case when i <= 1000 then i % 5 + 5 else i % 1000 end as number) as derived
            """, cancellation);
        await ExecuteAsync("vacuum analyze event_log", cancellation);
        _rows = count;
    }

    /// <summary>Median time of a request in ms.</summary>
    public async Task<double> MeasureAsync(string path, CancellationToken cancellation)
    {
        var address = new Uri(_api.Address, path);
        var times = new double[Requests];
        for (var i = -10; i < Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await _http.GetAsync(address, cancellation);
            response.EnsureSuccessStatusCode();
            times[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return new Samples(times).Median;
    }

    /// <summary>Memory of Redis for each of the entries that a write leaves.</summary>
    public async Task<Table> MeasureMemoryAsync(CancellationToken cancellation)
    {
        const int count = 2_000;
        var table = new Table("Memory of Redis", "entry", "bytes");
        var before = await UsedAsync();
        for (var i = 0; i < count; i++)
        {
            using var content = new StringContent($"\"{new string('x', 98)}\"", System.Text.Encoding.UTF8, "application/json");
            (await _http.PutAsync(new Uri(_api.Address, $"/api/kv/memory-{i}"), content, cancellation)).EnsureSuccessStatusCode();
        }
        var withEvents = await UsedAsync();
        var database = _redis.GetDatabase();
        await database.KeyDeleteAsync([RedisKeys.InFlight, RedisKeys.InFlightEvents]);
        var keys = await UsedAsync();
        table.Add("key with a value of 100 bytes", Bytes(keys - before));
        table.Add("event on its way to the log", Bytes(withEvents - keys));
        return table;

        async Task<double> UsedAsync()
        {
            var memory = await _redis.GetServer(_redis.GetEndPoints()[0]).InfoAsync("memory");
            return long.Parse(memory[0].Single(entry => entry.Key == "used_memory").Value, CultureInfo.InvariantCulture);
        }

        static string Bytes(double all) => (all / count).ToString("N0", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }
        _http.Dispose();
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = _events.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
