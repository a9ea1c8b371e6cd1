using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScalewayPoc.Consumer.DeadLetters;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class EventLogTests(TestServers servers) : IClassFixture<TestServers>
{
    static WebApplication Compose(string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = connectionString;
        builder.AddServiceDefaults();
        builder.AddEventLog();
        builder.AddEventHandling();
        builder.AddDeadLetters();
        return builder.Build();
    }

    [Fact]
    public async Task The_event_that_the_database_refuses_is_found_and_the_others_of_its_batch_are_recorded()
    {
        await using var app = Compose(await servers.CreateDatabaseAsync());
        await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
        var events = Enumerable.Range(0, 10).Select(i => TestEvents.Incoming($"e{i}", i is 3 or 8 ? "{not json" : "{\"n\":1}")).ToList();

        var result = await app.Services.GetRequiredService<EventLogWriter>().AppendAsync(events, default);

        Assert.Equal(8, result.Added);
        Assert.Equal([events[3], events[8]], result.Refused.Keys.OrderBy(e => e.Id));
        Assert.All(result.Refused.Values, reason => Assert.Contains("22P02", reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_without_the_table_is_no_fault_of_the_events()
    {
        await using var app = Compose(await servers.CreateDatabaseAsync());

        var writer = app.Services.GetRequiredService<EventLogWriter>();

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => writer.AppendAsync([TestEvents.Incoming("e1")], default));
    }

    [Fact]
    public async Task Payloads_are_kept_as_they_were_sent()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var app = Compose(connectionString);
        await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
        string?[] payloads =
        [
            null, "null", "1e400", "0.10", "\"\\u0000\"", "\"\\ud800\"", "{\"b\":1,\"a\":2,\"a\":3}", "[[[]]]", "\"😀\"",
            new string('[', 64) + new string(']', 64), "\"" + new string('x', 200_000) + "\"",
        ];

        var result = await app.Services.GetRequiredService<EventLogWriter>()
            .AppendAsync([.. payloads.Select((payload, i) => TestEvents.Incoming($"e{i:00}", payload))], default);

        Assert.Empty(result.Refused);
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select data::text from event_log order by id");
        await using var reader = await command.ExecuteReaderAsync();
        foreach (var payload in payloads)
        {
            Assert.True(await reader.ReadAsync());
            Assert.Equal(payload, await reader.IsDBNullAsync(0) ? null : reader.GetString(0));
        }
    }

    [Fact]
    public async Task Parallel_batches_with_the_same_events_do_not_block_each_other_for_ever()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var app = Compose(connectionString);
        await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
        var writer = app.Services.GetRequiredService<EventLogWriter>();
        var events = Enumerable.Range(0, 100).Select(i => TestEvents.Incoming($"e{i}")).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(seed => Task.Run(() =>
        {
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            return writer.AppendAsync(shuffled, default);
        })));

        Assert.Equal(100, results.Sum(result => result.Added));
        // A deadlock would have been retried: only the server counts it, when a session ends.
        await app.DisposeAsync();
        await using var observer = NpgsqlDataSource.Create(connectionString);
        await Eventually.EqualAsync(1L, () => ScalarAsync(observer, "select count(*) from pg_stat_activity where datname = current_database()"));
        Assert.Equal(0L, await ScalarAsync(observer, "select deadlocks from pg_stat_database where datname = current_database()"));
    }

    [Fact]
    public async Task A_lost_commit_reply_does_not_store_a_dead_letter_twice()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var direct = NpgsqlDataSource.Create(connectionString);
        await new EventLogSchema(direct).MigrateAsync(default);
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        await using var relay = new TcpRelay(target.Port);
        target.Port = relay.Port;
        await using var app = Compose(target.ConnectionString);
        Task record;
        Task close;
        await using (var connection = await direct.OpenConnectionAsync())
        {
            await using var held = new NpgsqlCommand("begin; lock table dead_letter in exclusive mode", connection);
            await held.ExecuteNonQueryAsync();
            record = app.Services.GetRequiredService<DeadLetterTable>().RecordAsync("hello"u8.ToArray(), "no event", default);
            await Eventually.EqualAsync(1L, () => ScalarAsync(
                direct, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
            // The statement continues on the server; its reply does not arrive.
            close = relay.CloseSlowlyAsync(TimeSpan.FromSeconds(1));
        }
        await Task.WhenAll(record, close);

        Assert.Equal(1L, await ScalarAsync(direct, "select count(*) from dead_letter"));
    }

    static async Task<long> ScalarAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
