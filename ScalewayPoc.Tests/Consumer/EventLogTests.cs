using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using Xunit;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.Consumer;

public class EventLogTests(TestServers servers, ITestOutputHelper output) : IClassFixture<TestServers>
{
    static WebApplication Compose(string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = connectionString;
        builder.AddServiceDefaults();
        builder.AddEventLog();
        return builder.Build();
    }

    static IncomingEvent Event(string id, string? data = null)
    {
        var read = EnvelopeReader.Read(Encoding.UTF8.GetBytes(TestEvents.Body(id)), null);
        return new(read.Event!.Envelope, read.Event.Sequence, data);
    }

    [Fact]
    public async Task Ten_that_start_at_once_all_find_the_schema_created()
    {
        for (var round = 0; round < 3; round++)
        {
            var connectionString = await servers.CreateDatabaseAsync();
            await using var database = NpgsqlDataSource.Create(connectionString);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => new EventLogSchema(database).CreateAsync(default))));

            await using var command = database.CreateCommand(
                "select count(*) from pg_class where relname in ('event_log', 'event_log_sequence', 'event_log_type', 'event_log_subject', 'dead_letter')");
            Assert.Equal(5L, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task A_schema_that_is_there_needs_no_right_to_create_and_no_lock()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var owner = NpgsqlDataSource.Create(connectionString);
        await new EventLogSchema(owner).CreateAsync(default);
        await using var connection = await owner.OpenConnectionAsync();
        await using var held = new NpgsqlCommand("begin; lock table event_log in access exclusive mode", connection);
        await held.ExecuteNonQueryAsync();

        await using var readOnly = NpgsqlDataSource.Create(connectionString + ";Options=-c default_transaction_read_only=on");
        await new EventLogSchema(readOnly).CreateAsync(default).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_event_that_the_database_refuses_is_found_and_the_others_of_its_batch_are_recorded()
    {
        await using var app = Compose(await servers.CreateDatabaseAsync());
        await app.Services.GetRequiredService<EventLogSchema>().CreateAsync(default);
        var events = Enumerable.Range(0, 10).Select(i => Event($"e{i}", i is 3 or 8 ? "{not json" : "{\"n\":1}")).ToList();

        var result = await app.Services.GetRequiredService<EventLogWriter>().AppendAsync(events, default);

        Assert.Equal(8, result.Added);
        Assert.Equal([events[3], events[8]], result.Refused.Keys.OrderBy(e => e.Envelope.Id));
        Assert.All(result.Refused.Values, reason => Assert.Contains("22P02", reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_without_the_table_is_no_fault_of_the_events()
    {
        await using var app = Compose(await servers.CreateDatabaseAsync());

        var writer = app.Services.GetRequiredService<EventLogWriter>();

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => writer.AppendAsync([Event("e1")], default));
    }

    [Fact]
    public async Task Payloads_are_kept_as_they_were_sent()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var app = Compose(connectionString);
        await app.Services.GetRequiredService<EventLogSchema>().CreateAsync(default);
        string?[] payloads =
        [
            null, "null", "1e400", "0.10", "\"\\u0000\"", "\"\\ud800\"", "{\"b\":1,\"a\":2,\"a\":3}", "[[[]]]", "\"😀\"",
            new string('[', 64) + new string(']', 64), "\"" + new string('x', 200_000) + "\"",
        ];

        var result = await app.Services.GetRequiredService<EventLogWriter>()
            .AppendAsync([.. payloads.Select((payload, i) => Event($"e{i:00}", payload))], default);

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
        await using var app = Compose(await servers.CreateDatabaseAsync());
        await app.Services.GetRequiredService<EventLogSchema>().CreateAsync(default);
        var writer = app.Services.GetRequiredService<EventLogWriter>();
        var events = Enumerable.Range(0, 100).Select(i => Event($"e{i}")).ToArray();

        var clock = Stopwatch.StartNew();
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(seed => Task.Run(() =>
        {
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            return writer.AppendAsync(shuffled, default);
        })));

        Assert.Equal(100, results.Sum(result => result.Added));
        // PostgreSQL looks for deadlocks after a second.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task Four_writers_of_batches_of_ten_record_hundreds_of_events_per_second()
    {
        await using var app = Compose(await servers.CreateDatabaseAsync());
        await app.Services.GetRequiredService<EventLogSchema>().CreateAsync(default);
        var writer = app.Services.GetRequiredService<EventLogWriter>();
        const int Count = 4000;
        var batches = Enumerable.Range(0, Count).Select(i => Event($"e{i}", "{\"n\":1}")).Chunk(10).ToList();
        await writer.AppendAsync([Event("warm-up")], default);

        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (batch, cancellation) => await writer.AppendAsync(batch, cancellation));

        var rate = Count / clock.Elapsed.TotalSeconds;
        output.WriteLine($"{rate:0} events per second");
        Assert.InRange(rate, 300, double.MaxValue);
    }
}
