using System.Collections.Concurrent;
using ScalewayPoc.Emulators.Redis;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>What every Redis that the emulator can run must do; the subclasses say which.</summary>
public abstract class RedisEmulatorTests(string server)
{
    /// <summary>Next number, value, index, outbox: several keys of several types in one step, as a write does.</summary>
    const string Script =
        """
        local number = tonumber(redis.call('HGET', KEYS[1], 'number') or '0') + 1
        redis.call('HSET', KEYS[1], 'number', number)
        redis.call('HSET', KEYS[2], 'value', ARGV[1], 'number', number)
        redis.call('ZADD', KEYS[3], 0, KEYS[2])
        redis.call('ZADD', KEYS[4], number, ARGV[1])
        redis.call('EXPIRE', KEYS[2], 3600)
        return number
        """;

    [SkippableFact]
    public async Task Commands_of_the_system_work()
    {
        await using var redis = await StartAsync();
        await using var connection = await ConnectAsync(redis);
        var db = connection.GetDatabase();

        await db.StringSetAsync("text", "a\0\r\nb", TimeSpan.FromMinutes(1));
        Assert.Equal("a\0\r\nb", await db.StringGetAsync("text"));
        Assert.InRange((await db.KeyTimeToLiveAsync("text"))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));

        await db.HashSetAsync("hash", [new("a", "1"), new("b", "2")]);
        Assert.True(await db.HashDeleteAsync("hash", "a"));
        Assert.Equal("2", Assert.Single(await db.HashGetAllAsync("hash")).Value);

        await db.SortedSetAddAsync("names", [new("b", 0), new("a", 0), new("ab", 0), new("c", 0)]);
        Assert.Equal(["ab", "b"], await db.SortedSetRangeByValueAsync("names", "a", "c", Exclude.Both));
        await db.SortedSetAddAsync("numbers", [new("two", 2), new("one", 1), new("three", 3)]);
        Assert.Equal(["one", "two"], await db.SortedSetRangeByScoreAsync("numbers", 0, 2));

        var transaction = connection.GetDatabase().CreateTransaction();
        transaction.AddCondition(Condition.KeyNotExists("other"));
        var other = transaction.StringSetAsync("other", "1");
        var removed = transaction.SortedSetRemoveAsync("numbers", "one");
        Assert.True(await transaction.ExecuteAsync());
        Assert.True(await other && await removed);

        Assert.True(await db.KeyExpireAsync("other", TimeSpan.FromMilliseconds(50)));
        await Eventually.EqualAsync(false, () => db.KeyExistsAsync("other"));
    }

    [SkippableFact]
    public async Task Scripts_of_many_connections_do_not_mix()
    {
        await using var redis = await StartAsync();
        var connections = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ConnectAsync(redis)));
        var numbers = new ConcurrentBag<long>();
        await Task.WhenAll(connections.Select(async (connection, client) =>
        {
            for (var i = 0; i < 50; i++)
                numbers.Add(await WriteAsync(connection.GetDatabase(), $"{client}:{i}"));
        }));
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), numbers.Order());
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    [SkippableFact]
    public async Task Acknowledged_writes_survive_kill_9()
    {
        await using var redis = await StartAsync();
        var acknowledged = await WriteUntilKilledAsync(redis, 1_000);
        await redis.StartAgainAsync();

        await using var connection = await ConnectAsync(redis);
        var db = connection.GetDatabase();
        var outbox = (await db.SortedSetRangeByRankWithScoresAsync("outbox")).ToDictionary(e => e.Element.ToString(), e => e.Score);
        Assert.True(acknowledged.Count >= 1_000);
        Assert.All(acknowledged, write => Assert.Equal(write.Value, outbox[write.Key]));
        Assert.Equal(outbox.Keys.Order(), (await Task.WhenAll(outbox.Keys.Select(async key =>
            (await db.HashGetAsync($"value:{key}", "value")).ToString()))).Order());
        // And it goes on where it was.
        Assert.True(await WriteAsync(db, "next") > acknowledged.Values.Max());
    }

    /// <summary>Any other value of one of the keys is a script cut short.</summary>
    [SkippableFact]
    public async Task After_kill_9_a_script_has_all_of_its_writes_or_none()
    {
        const string Many = "for i = 1, 40 do redis.call('INCR', KEYS[1] .. i) end return redis.call('INCR', KEYS[1])";
        await using var redis = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = new long[4];
            var connections = await Task.WhenAll(acknowledged.Select(_ => ConnectAsync(redis)));
            var writers = connections.Select(async (connection, client) =>
            {
                try
                {
                    while (true)
                        acknowledged[client] = (long)await connection.GetDatabase().ScriptEvaluateAsync(Many, [$"counter{client}:"]);
                }
                catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
                {
                    // The kill.
                }
            }).ToList();
            await Eventually.TrueAsync(() => acknowledged.All(count => count >= 20), TimeSpan.FromSeconds(60));
            await redis.KillAsync();
            await Task.WhenAll(writers);
            foreach (var connection in connections)
                await connection.DisposeAsync();

            await redis.StartAgainAsync();
            await using var again = await ConnectAsync(redis);
            for (var client = 0; client < acknowledged.Length; client++)
            {
                RedisKey[] keys = [$"counter{client}:", .. Enumerable.Range(1, 40).Select(i => (RedisKey)$"counter{client}:{i}")];
                var counts = (await again.GetDatabase().StringGetAsync(keys)).Select(value => (long)value).ToList();
                Assert.Single(counts.Distinct());
                Assert.InRange(counts[0], acknowledged[client], acknowledged[client] + 1);
                await again.GetDatabase().KeyDeleteAsync(keys);
            }
        }
    }

    [SkippableFact]
    public async Task A_clean_stop_keeps_the_data()
    {
        Skip.If(OperatingSystem.IsWindows(), EmulatorProcess.NoSignals);
        await using var redis = await StartAsync();
        await using (var connection = await ConnectAsync(redis))
            await connection.GetDatabase().StringSetAsync("key", "value");
        Assert.Equal(0, await redis.StopAsync());
        Assert.False(redis.IsListening());

        await redis.StartAgainAsync();
        await using var again = await ConnectAsync(redis);
        Assert.Equal("value", await again.GetDatabase().StringGetAsync("key"));
    }

    protected static Task<ConnectionMultiplexer> ConnectAsync(EmulatorProcess redis) =>
        ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", redis.Port } },
            ConnectTimeout = 10_000,
            AsyncTimeout = 20_000,
            // No waiting for a server that has been killed.
            BacklogPolicy = BacklogPolicy.FailFast,
        });

    protected Task<EmulatorProcess> StartAsync()
    {
        Skip.If(server == "native" && RedisServer.Find() is null, "There is no redis-server or valkey-server on PATH.");
        return EmulatorProcess.StartAsync("redis", "--server", server);
    }

    static async Task<long> WriteAsync(IDatabase db, string name) =>
        (long)await db.ScriptEvaluateAsync(Script, ["sequence", $"value:{name}", "index", "outbox"], [name]);

    /// <summary>Writes from several connections at once and kills the emulator in the middle.</summary>
    static async Task<ConcurrentDictionary<string, double>> WriteUntilKilledAsync(EmulatorProcess redis, int count)
    {
        var acknowledged = new ConcurrentDictionary<string, double>();
        var connections = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectAsync(redis)));
        var writers = connections.SelectMany(connection => Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var name = Guid.NewGuid().ToString("N");
                    acknowledged[name] = await WriteAsync(connection.GetDatabase(), name);
                    if (acknowledged.Count == count)
                        await redis.KillAsync();
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                // The kill.
            }
        })).ToList();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var connection in connections)
            await connection.DisposeAsync();
        return acknowledged;
    }
}
