using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Api;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Redis;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Stores;
using ScalewayPoc.Tests.Emulators;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.Api;

/// <summary>accept.lua cut short after each of its writes, as a kill of Garnet does, which persists them one by one.</summary>
public sealed class AcceptScriptTests(TestServers servers, ITestOutputHelper output) : IClassFixture<TestServers>
{
    /// <summary>Fails after the given number of writes; those before it stay.</summary>
    const string Cut = """
        local original, writes, limit = redis, 0, tonumber(table.remove(ARGV))
        local reads = {GET=1, HGET=1, HMGET=1, HEXISTS=1, EXISTS=1, ZCARD=1, TIME=1}
        local redis = {call = function(command, ...)
          if not reads[command] then
            writes = writes + 1
            if writes > limit then error('cut short') end
          end
          return original.call(command, ...)
        end}

        """;

    const int MaxWrites = 12;

    static readonly string Script = Scripts.Read("accept.lua");

    [SkippableTheory]
    [InlineData("native")]
    [InlineData("garnet")]
    public async Task Every_prefix_of_a_write_is_completed_by_a_repetition(string server)
    {
        await using var redis = await StartAsync(server);
        await using var app = App(redis.Port);
        var database = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var store = app.Services.GetRequiredService<OutboxStore>();
        for (var limit = 0; limit <= MaxWrites; limit++)
        {
            var key = $"repeated-{limit}";
            foreach (var data in (byte[]?[])[[(byte)'1'], null])
            {
                await database.KeyDeleteAsync([RedisKeys.Outbox, RedisKeys.OutboxEnvelopes, RedisKeys.InFlight, RedisKeys.InFlightEvents]);
                var command = Command(key, data) with { IdempotencyKey = new IdempotencyKey($"key-{limit}-{data is null}", new string('f', 32)) };
                await CutAsync(database, command, limit);

                var result = await AcceptAsync(store, command);
                var again = await AcceptAsync(store, command);

                Assert.Equal(result.EventId, again.EventId);
                Assert.Equal(result.Sequence, again.Sequence);
                Assert.Equal(data is null, result.Replaced);
                await IsOneEventAsync(database, result.EventId);
                await IsAppliedAsync(database, key, data);
            }
        }
    }

    [SkippableTheory]
    [InlineData("native")]
    [InlineData("garnet")]
    public async Task Every_prefix_of_a_write_without_repetition_is_done_whole_or_not_at_all(string server)
    {
        await using var redis = await StartAsync(server);
        await using var app = App(redis.Port);
        var database = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var store = app.Services.GetRequiredService<OutboxStore>();
        var projection = app.Services.GetRequiredService<KeyProjection>();
        for (var limit = 0; limit <= MaxWrites; limit++)
        {
            var key = $"single-{limit}";
            foreach (var data in (byte[]?[])[[(byte)'1'], null])
            {
                if (data is null)
                {
                    await AcceptAsync(store, Command(key, [(byte)'1']));
                }
                await database.KeyDeleteAsync([RedisKeys.Outbox, RedisKeys.OutboxEnvelopes, RedisKeys.InFlight, RedisKeys.InFlightEvents]);
                await CutAsync(database, Command(key, data), limit);
                await projection.CompleteAsync(default);

                var ids = await database.HashKeysAsync(RedisKeys.OutboxEnvelopes);
                Assert.Equal(ids.Length, await database.SortedSetLengthAsync(RedisKeys.Outbox));
                Assert.InRange(ids.Length, 0, 1);
                var isSet = await database.HashExistsAsync(RedisKeys.Value(key), "value");
                Assert.Equal((ids.Length == 1) == (data is not null), isSet);
                Assert.Equal(isSet, (await database.SortedSetScoreAsync(RedisKeys.Index, key)).HasValue);
            }
        }
    }

    [SkippableFact]
    public async Task Deleting_works_with_a_full_memory_and_the_fill_is_part_of_health()
    {
        var server = RedisServer.Find();
        Skip.If(server is null, "There is no redis-server or valkey-server on PATH.");
        using var folder = new TemporaryFolder();
        var port = EmulatorProcess.FreePort();
        using var redis = Process.Start(server, [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder.Path, "--save", "", "--loglevel", "warning",
            "--maxmemory", "6mb", "--maxmemory-policy", "noeviction"]);
        try
        {
            await using var setup = await ApiSetup.CreateAsync(servers);
            var api = await setup.StartApiAsync(("ConnectionStrings__redis", $"127.0.0.1:{port}"));
            await Eventually.GetAsync(() => api.GetAsync("/health"), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "healthy");
            var value = $"\"{new string('x', Limits.DataBytes - 2)}\"";
            // Small values fit where a large one is refused.
            var count = await FillAsync("full", value);
            await FillAsync("small", "1");
            await Eventually.GetAsync(
                () => api.GetAsync("/health"), answer => answer.Json["checks"]!["outbox"]!["status"]!.GetValue<string>() == "Degraded",
                TimeSpan.FromSeconds(30), "degraded");

            for (var i = 0; i < count; i++)
            {
                (await api.DeleteAsync($"/api/kv/full-{i}", ("Idempotency-Key", $"{i}"))).Is(HttpStatusCode.NoContent);
            }

            (await api.PutAsync("/api/kv/last", "1")).Is(HttpStatusCode.Created);

            async Task<int> FillAsync(string key, string value)
            {
                var count = 0;
                while (await api.PutAsync($"/api/kv/{key}-{count}", value) is var answer && answer.Status != HttpStatusCode.ServiceUnavailable)
                {
                    answer.Is(HttpStatusCode.Created);
                    count++;
                    Assert.InRange(count, 0, 5000);
                }
                return count;
            }
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync();
        }
    }

    [SkippableFact]
    public async Task Redis_keeps_few_bytes_per_event_and_per_idempotency_key()
    {
        const int Count = 2000;
        await using var redis = await StartAsync("native");
        await using var app = App(redis.Port);
        var database = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var store = app.Services.GetRequiredService<OutboxStore>();
        await AcceptAsync(store, new WriteCommand("order.placed", "order/0", [(byte)'1']));
        var before = await UsedMemoryAsync(database);

        for (var i = 0; i < Count; i++)
        {
            var key = new IdempotencyKey(Guid.NewGuid().ToString("N"), new string('f', 32));
            var result = await AcceptAsync(store, new WriteCommand("order.placed", $"order/{i}", [(byte)'1']) { IdempotencyKey = key });
            var body = new KeyWritten($"order/{i}", "\"0123456789abcdef0123456789abcdef\"", result.EventId, result.Sequence, EventState.Queued);
            await store.KeepResponseAsync(key, result, StoredResponse.Json(200, body, ApiJsonContext.Web.KeyWritten, ("ETag", body.ETag),
                EventsApi.LinkTo(result.EventId)), default);
        }
        var all = await UsedMemoryAsync(database);
        // Not KeyDeleteAsync: it sends UNLINK, which frees the memory some time later.
        await database.ExecuteAsync("DEL", RedisKeys.Outbox, RedisKeys.OutboxEnvelopes);
        var withInFlight = await UsedMemoryAsync(database);
        await database.ExecuteAsync("DEL", RedisKeys.InFlight, RedisKeys.InFlightEvents);
        var withKeys = await UsedMemoryAsync(database);

        output.WriteLine($"outbox {(all - withInFlight) / Count}, in flight {(withInFlight - withKeys) / Count}, key {(withKeys - before) / Count} bytes");
        Assert.InRange((withInFlight - withKeys) / Count, 1, Limits.InFlightEventBytes);
        Assert.InRange((withKeys - before) / Count, 1, Limits.IdempotencyKeyBytes);
    }

    [SkippableTheory]
    [InlineData(40)]
    [InlineData(1000)]
    public async Task Redis_keeps_few_bytes_per_key_beside_its_value(int valueBytes)
    {
        const int Count = 500;
        await using var redis = await StartAsync("native");
        await using var app = App(redis.Port);
        var database = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var store = app.Services.GetRequiredService<OutboxStore>();
        var value = Encoding.ASCII.GetBytes($"\"{new string('x', valueBytes - 2)}\"");
        await SetAsync("key-0000");
        var before = await UsedMemoryAsync(database);

        for (var i = 1; i <= Count; i++)
        {
            await SetAsync($"key-{i:0000}");
        }
        await database.ExecuteAsync("DEL", RedisKeys.Outbox, RedisKeys.OutboxEnvelopes, RedisKeys.InFlight, RedisKeys.InFlightEvents);
        var bytes = ((await UsedMemoryAsync(database) - before) / Count) - valueBytes;

        output.WriteLine($"{bytes} bytes beside a value of {valueBytes}");
        Assert.InRange(bytes, 1, Limits.KeyBytes);

        Task<WriteResult> SetAsync(string key) =>
            AcceptAsync(store, new WriteCommand(EventTypes.KeySet, key, value) { Key = key, ETag = KeyProjection.ETagOf(value) });
    }

    static async Task<long> UsedMemoryAsync(IDatabase database)
    {
        var info = (await database.ExecuteAsync("INFO", "memory")).ToString();
        return long.Parse(info.Split('\n').First(line => line.StartsWith("used_memory:", StringComparison.Ordinal))[12..].Trim(), CultureInfo.InvariantCulture);
    }

    static WriteCommand Command(string key, byte[]? data) =>
        new(data is null ? EventTypes.KeyDeleted : EventTypes.KeySet, key, data) { Key = key, ETag = "\"e\"" };

    static async Task<WriteResult> AcceptAsync(OutboxStore store, WriteCommand command)
    {
        var (id, time, envelope) = Compose(command);
        var (result, refusal) = await store.AcceptAsync(command, id, time, envelope, default);
        Assert.Null(refusal);
        return result!;
    }

    static async Task CutAsync(IDatabase database, WriteCommand command, int limit)
    {
        var (id, time, envelope) = Compose(command);
        var (keys, arguments) = OutboxStore.Arguments(command, id, time, envelope, 1000);
        try
        {
            await database.ScriptEvaluateAsync(Cut + Script, keys, [.. arguments, limit.ToString(CultureInfo.InvariantCulture)]);
        }
        catch (RedisServerException e) when (e.Message.Contains("cut short", StringComparison.Ordinal))
        {
        }
    }

    static (string Id, DateTimeOffset Time, NewEnvelope Envelope) Compose(WriteCommand command)
    {
        var time = DateTimeOffset.UtcNow;
        return (Guid.CreateVersion7(time).ToString(), time, NewEnvelope.Compose(command, time, null, null));
    }

    static async Task IsOneEventAsync(IDatabase database, string id)
    {
        Assert.Equal(id, Assert.Single(await database.HashKeysAsync(RedisKeys.OutboxEnvelopes)));
        Assert.Equal(id, Assert.Single(await database.SortedSetRangeByRankAsync(RedisKeys.Outbox)));
        Assert.Equal(id, Assert.Single(await database.SortedSetRangeByRankAsync(RedisKeys.InFlight)));
    }

    static async Task IsAppliedAsync(IDatabase database, string key, byte[]? data)
    {
        Assert.Equal(data is not null, await database.HashExistsAsync(RedisKeys.Value(key), "value"));
        Assert.Equal(data is not null, (await database.SortedSetScoreAsync(RedisKeys.Index, key)).HasValue);
    }

    static async Task<EmulatorProcess> StartAsync(string server)
    {
        Skip.If(server == "native" && RedisServer.Find() is null, "There is no redis-server or valkey-server on PATH.");
        var redis = await EmulatorProcess.StartAsync("redis", "--server", server);
        // The first script takes Garnet longer than the time limit of a service, on a busy machine.
        await using var patient = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},asyncTimeout=60000");
        await patient.GetDatabase().ScriptEvaluateAsync(Cut + "return redis.call('TIME')", [], [1]);
        return redis;
    }

    static WebApplication App(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{port}";
        builder.AddServiceDefaults();
        builder.AddRedisStore(ResourceNames.Redis);
        builder.AddOutbox();
        return builder.Build();
    }
}
