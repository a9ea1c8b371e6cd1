using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScalewayPoc.Api;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Rebuild;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;
using ScalewayPoc.ServiceDefaults.Stores;
using ScalewayPoc.Tests.Consumer;

namespace ScalewayPoc.Tests.Api;

/// <summary>Redis is a projection of the event log: what is lost there is rebuilt.</summary>
public sealed class RebuildTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task After_losing_redis_under_load_every_key_has_the_value_of_its_last_logged_write()
    {
        var api = await _setup.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        await using var consumer = await RunningConsumer.StartAsync(_setup.Connections);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(client => WriteAsync(api, client, end.Token)).ToList();
        await Eventually.TrueAsync(async () => await CountAsync() > 200, () => "200 events in the log");

        await _setup.Redis.ExecuteAsync("FLUSHDB");
        // While others write: their newer values must survive it.
        await RebuildAsync(api);
        await end.CancelAsync();
        await Task.WhenAll(clients);
        var result = await RebuildAsync(api);
        Assert.True(result["queueEmpty"]!.GetValue<bool>());

        var last = await LastWritesAsync();
        Assert.NotEmpty(last);
        foreach (var (key, value) in last)
        {
            var answer = await api.GetAsync($"/api/kv/{key}");
            Assert.Equal((value is null ? HttpStatusCode.NotFound : HttpStatusCode.OK, value), (answer.Status, value is null ? null : answer.Body));
        }
        var listed = (await api.GetAsync("/api/kv?limit=1000")).Json["items"]!.AsArray().Select(item => item!["key"]!.GetValue<string>());
        Assert.Equal(last.Where(pair => pair.Value is not null).Select(pair => pair.Key).Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task A_rebuild_restores_the_sequence_and_ignores_other_sources()
    {
        var api = await _setup.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        await FillAsync("""
            ('e1', 4102444800000000, 'kv.set', 'a', '/scalewaypoc/api', now(), '{"b": 1}'),
            ('e2', 4102444800000001, 'kv.set', 'gone', '/scalewaypoc/api', now(), '1'),
            ('e3', 4102444800000002, 'kv.deleted', 'gone', '/scalewaypoc/api', now(), null),
            ('e4', 4102444800000003, 'kv.set', 'a', '/foreign', now(), '"foreign"')
            """);

        await RebuildAsync(api);

        Assert.Equal("""{"b": 1}""", (await api.GetAsync("/api/kv/a")).Is(HttpStatusCode.OK).Body);
        (await api.GetAsync("/api/kv/gone")).Is(HttpStatusCode.NotFound);
        Assert.Equal("4102444800000003", (await api.PutAsync("/api/kv/a", "2", ("If-Match", (await api.GetAsync("/api/kv/a")).ETag)))["sequence"]);
        await _setup.ReceiveAsync(1);
        await RebuildAsync(api);
        Assert.Equal("2", (await api.GetAsync("/api/kv/a")).Body);
    }

    [Fact]
    public async Task A_lost_sequence_is_raised_above_the_log_so_that_a_rebuild_keeps_newer_writes()
    {
        // Ahead of the clock, as a server with a fast clock has left it.
        await FillAsync("('e1', 4102444800000000, 'kv.set', 'a', '/scalewaypoc/api', now(), '1')");
        var api = await _setup.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        await SequenceIsRestoredAsync();
        await _setup.Redis.ExecuteAsync("FLUSHDB");
        await SequenceIsRestoredAsync();

        Assert.Equal("4102444800000001", (await api.PutAsync("/api/kv/a", "2"))["sequence"]);
        await _setup.ReceiveAsync(1);
        await RebuildAsync(api);

        Assert.Equal("2", (await api.GetAsync("/api/kv/a")).Body);

        Task SequenceIsRestoredAsync() => Eventually.EqualAsync(
            "4102444800000000", async () => (string?)await _setup.Redis.StringGetAsync(RedisKeys.Sequence));
    }

    [Fact]
    public async Task A_deletion_that_is_not_logged_yet_is_not_undone()
    {
        var api = await _setup.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        var written = await api.PutAsync("/api/kv/a", "1");
        await FillAsync($"('e1', {long.Parse(written["sequence"], null)}, 'kv.set', 'a', '/scalewaypoc/api', now(), '1')");
        await api.DeleteAsync("/api/kv/a");
        await _setup.ReceiveAsync(2);

        await RebuildAsync(api);

        (await api.GetAsync("/api/kv/a")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deletions_are_noted_after_a_rebuild_too_because_another_may_be_running()
    {
        var api = await _setup.StartApiAsync();
        await api.PutAsync("/api/kv/a", "1");
        // A rebuild waits for an empty queue.
        await _setup.ReceiveAsync(1);
        await RebuildAsync(api);
        await api.DeleteAsync("/api/kv/a");

        Assert.True(await _setup.Redis.HashExistsAsync(RedisKeys.Deleted, "a"));
        Assert.NotNull(await _setup.Redis.KeyTimeToLiveAsync(RedisKeys.Deleted));
        Assert.NotNull(await _setup.Redis.KeyTimeToLiveAsync(RedisKeys.Rebuild));
    }

    [Fact]
    public async Task The_command_line_rebuilds()
    {
        await FillAsync("('e1', 1, 'kv.set', 'a', '/scalewaypoc/api', now(), '1')");
        await using var command = await ServerProcess.StartAsync("ScalewayPoc.Api", ["rebuild"], "1 keys in the event log", _setup.Connections);
        Assert.Equal(0, await command.ExitAsync());
        Assert.Equal("1", await _setup.Redis.HashGetAsync(RedisKeys.Value("a"), "value"));
    }

    [Fact]
    public async Task A_published_API_rebuilds_in_several_requests()
    {
        // Bytes order A before a; many collations do not.
        await FillAsync("""
            ('e1', 1, 'kv.set', 'a', '/scalewaypoc/api', now(), '1'), ('e2', 2, 'kv.set', 'b', '/scalewaypoc/api', now(), '2'),
            ('e3', 3, 'kv.set', 'B', '/scalewaypoc/api', now(), '3'), ('e4', 4, 'order.placed', 'order-1', '/scalewaypoc/api', now(), '4')
            """);
        var api = await _setup.StartApiAsync();

        var part = (await api.PostAsync("/api/admin/rebuild?after=a", "")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((1, null), (part["keys"]!.GetValue<int>(), part["next"]?.GetValue<string>()));
        (await api.GetAsync("/api/kv/B")).Is(HttpStatusCode.NotFound);

        var whole = await RebuildAsync(api);
        Assert.Equal((3, true), (whole["keys"]!.GetValue<int>(), whole["queueEmpty"]!.GetValue<bool>()));
        Assert.Equal("3", (await api.GetAsync("/api/kv/B")).Body);
        (await api.PostAsync("/api/admin/rebuild?after=%00", "")).IsProblem(HttpStatusCode.BadRequest, "event-grammar");
    }

    [Fact]
    public async Task A_rebuild_whose_time_is_over_continues_after_the_last_subject()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        // Subjects that are no keys count in a page: 600 of them are three pages of 200.
        await EventLogTable.InsertAsync(_setup.Log, """
            select 'e' || i, i, case when i <= 500 then 'order.placed' else 'kv.set' end, 'k' || lpad(i::text, 4, '0'), '/scalewaypoc/api', '1'::json
            from generate_series(1, 600) as i
            """);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(_setup.Connections.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)));
        builder.AddServiceDefaults();
        builder.AddRedisStore(ResourceNames.Redis);
        builder.AddEventLogDatabase(ResourceNames.Events);
        builder.AddSqsQueue(ResourceNames.Ingress);
        builder.AddOutbox();
        builder.AddRebuild();
        await using var app = builder.Build();
        var rebuild = app.Services.GetRequiredService<KeyRebuild>();

        List<(int, string?)> parts = [];
        for (string? next = ""; next is not null;)
        {
            var part = await rebuild.RunAsync(next, limit: TimeSpan.Zero, wait: TimeSpan.Zero, default);
            parts.Add((part.Keys, part.Next));
            next = part.Next;
        }

        Assert.Equal([(0, "k0200"), (0, "k0400"), (100, "k0600"), (0, null)], parts);
        Assert.Equal(100, await _setup.Redis.SortedSetLengthAsync(RedisKeys.Index));
    }

    [Fact]
    public async Task A_rebuild_reads_one_row_of_a_key_however_often_it_was_written()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log,
            "select 'e' || i, i, 'kv.set', 'key-' || lpad((i % 100)::text, 3, '0'), '/scalewaypoc/api', '1'::json from generate_series(1, 50000) as i");
        await EventLogTable.ExecuteAsync(_setup.Log, "analyze event_log");
        await using var command = _setup.Log.CreateCommand(LoggedWrites.PageStatement);
        foreach (var value in (object[])[EventSources.Api, EventTypes.KeySet, EventTypes.KeyDeleted, "key-049", 20])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        Assert.InRange(await EventLogTable.ReadRowsAsync(command), 20, 100);
    }

    static async Task WriteAsync(TestApi api, int client, CancellationToken end)
    {
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            var path = $"/api/kv/key-{client}-{n % 7}";
            _ = n % 5 == 4 ? await api.DeleteAsync(path) : await api.PutAsync(path, $"{n}");
        }
    }

    static async Task<JsonNode> RebuildAsync(TestApi api) => (await api.PostAsync("/api/admin/rebuild", "")).Is(HttpStatusCode.OK).Json;

    async Task<long> CountAsync()
    {
        try
        {
            await using var command = _setup.Log.CreateCommand("select count(*) from event_log");
            return (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    async Task<Dictionary<string, string?>> LastWritesAsync()
    {
        await using var command = _setup.Log.CreateCommand(
            "select distinct on (subject) subject, data::text from event_log where type like 'kv.%' order by subject, sequence desc");
        await using var reader = await command.ExecuteReaderAsync();
        var last = new Dictionary<string, string?>();
        while (await reader.ReadAsync())
        {
            last[reader.GetString(0)] = reader.IsDBNull(1) ? null : reader.GetString(1);
        }
        return last;
    }

    async Task FillAsync(string rows)
    {
        await using var command = _setup.Log.CreateCommand($"""
            create table event_log (
              id text primary key, sequence bigint not null, type text not null, subject text null, source text not null,
              time timestamptz not null, data json null, trace_parent text null, recorded_at timestamptz not null default clock_timestamp());
            insert into event_log (id, sequence, type, subject, source, time, data) values {rows}
            """);
        await command.ExecuteNonQueryAsync();
    }
}
