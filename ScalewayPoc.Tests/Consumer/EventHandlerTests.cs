using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>A typed handler of <c>order.placed</c> that adds to a table of its own.</summary>
public sealed partial class EventHandlerTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task Events_that_are_delivered_many_times_are_handled_once()
    {
        await using var consumer = await ComposeAsync(Add);
        var orders = Enumerable.Range(0, 30).Select(i => Order($"e{i}", customer: $"c{i % 3}", total: 1)).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(seed => Task.Run(() =>
        {
            var batch = orders.Concat(orders.Take(3)).Append(Other($"other-{seed}")).ToArray();
            new Random(seed).Shuffle(batch);
            return consumer.Writer.AppendAsync(batch, default);
        })));

        Assert.All(results, result => Assert.Empty(result.Refused));
        Assert.Equal(50, results.Sum(result => result.Added));
        Assert.Equal(["c0=10", "c1=10", "c2=10"], await consumer.TotalsAsync());
    }

    /// <summary>Each batch is repeated until it succeeds, as the queue delivers it, while its connections are cut or reset at any point.</summary>
    [Fact]
    public Task While_connections_are_cut_every_event_is_handled_once() => CutConnectionsAsync(batches: 10);

    [Fact]
    [Trait("Category", "Release")]
    public Task While_connections_are_cut_for_long_every_event_is_handled_once() => CutConnectionsAsync(batches: 100);

    async Task CutConnectionsAsync(int batches)
    {
        const int Receivers = 8, Size = 5;
        var target = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync());
        await using var relay = new TcpRelay(target.Port);
        target.Port = relay.Port;
        await using var consumer = await ComposeAsync(Add, target.ConnectionString);

        relay.CutRandomly(seed: 17, oneIn: 100);
        await Task.WhenAll(Enumerable.Range(0, Receivers).Select(receiver => Task.Run(async () =>
        {
            for (var batch = 0; batch < batches; batch++)
            {
                IncomingEvent[] events = [.. Enumerable.Range(0, Size).Select(i => Order($"{receiver}-{batch}-{i}", $"c{receiver}", 1))];
                while (!await TryAppendAsync(events))
                {
                }
            }
        })));
        relay.StopCutting();

        Assert.InRange(relay.Cuts, batches / 2, int.MaxValue);
        Assert.Equal(Enumerable.Range(0, Receivers).Select(receiver => $"c{receiver}={batches * Size}"), await consumer.TotalsAsync());
        Assert.Equal(Receivers * batches * Size, (await consumer.RecordedAsync()).Length);

        async Task<bool> TryAppendAsync(IncomingEvent[] events)
        {
            try
            {
                Assert.Empty((await consumer.Writer.AppendAsync(events, default)).Refused);
                return true;
            }
            catch (EventLogUnavailableException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task An_event_whose_handler_fails_is_refused_without_effect_and_is_handled_once_it_succeeds()
    {
        var broken = true;
        await using var consumer = await ComposeAsync(async (order, e, cancellation) =>
        {
            await Add(order, e, cancellation);
            if (order.Total == 13 && broken)
            {
                throw new InvalidOperationException("unlucky");
            }
        });
        IncomingEvent[] batch = [Order("e1", "c", 1), Order("e2", "c", 13), Order("e3", "c", 2)];

        var refused = (await consumer.Writer.AppendAsync(batch, default)).Refused;
        Assert.Equal([batch[1]], refused.Keys);
        Assert.EndsWith("the handler of its type failed", refused[batch[1]], StringComparison.Ordinal);
        Assert.Equal(["c=3"], await consumer.TotalsAsync());
        Assert.Equal(["e1", "e3"], await consumer.RecordedAsync());

        broken = false;
        await consumer.Writer.AppendAsync(batch, default);
        Assert.Equal(["c=16"], await consumer.TotalsAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("""{"customer":1}""")]
    [InlineData("""{"customer":"c","total":-1}""")]
    public async Task An_event_with_another_payload_or_values_that_the_table_refuses_is_refused(string? data)
    {
        await using var consumer = await ComposeAsync(Add);
        var e = Event("e1", "order.placed", data);

        Assert.Equal([e], (await consumer.Writer.AppendAsync([e], default)).Refused.Keys);
        Assert.Empty(await consumer.RecordedAsync());
        Assert.Empty(await consumer.TotalsAsync());
    }

    [Fact]
    public async Task A_handler_without_its_table_is_a_fault_of_the_database_and_not_of_the_event()
    {
        await using var consumer = await ComposeAsync(Add);
        await consumer.ExecuteAsync("drop table customer_total");

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => consumer.Writer.AppendAsync([Order("e1", "c", 1)], default));
        Assert.Empty(await consumer.RecordedAsync());
    }

    static async Task Add(OrderPlaced order, EventTransaction e, CancellationToken cancellation)
    {
        await using var command = e.CreateCommand("""
            insert into customer_total (customer, total) values ($1, $2)
            on conflict (customer) do update set total = customer_total.total + excluded.total
            """);
        command.Parameters.AddWithValue(order.Customer);
        command.Parameters.AddWithValue(order.Total);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task<Composed> ComposeAsync(Func<OrderPlaced, EventTransaction, CancellationToken, Task> handle, string? connectionString = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = connectionString ?? await servers.CreateDatabaseAsync();
        builder.AddServiceDefaults();
        builder.AddEventLog();
        builder.AddEventHandler("order.placed", OrderJsonContext.Default.OrderPlaced, handle);
        var consumer = new Composed(builder.Build());
        await consumer.ExecuteAsync("create table customer_total (customer text primary key, total int not null check (total >= 0))");
        return consumer;
    }

    static IncomingEvent Order(string id, string customer, int total) =>
        Event(id, "order.placed", $$"""{"customer":"{{customer}}","total":{{total}}}""");

    static IncomingEvent Other(string id) => Event(id, "thing.happened", null);

    static IncomingEvent Event(string id, string type, string? data) => new()
    {
        Id = id,
        Source = "/tests",
        Type = type,
        Time = DateTimeOffset.UtcNow,
        Sequence = 1,
        Data = data is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(data),
    };

    internal sealed record OrderPlaced(string Customer, int Total);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(OrderPlaced))]
    internal sealed partial class OrderJsonContext : JsonSerializerContext;

    sealed class Composed(WebApplication app) : IAsyncDisposable
    {
        NpgsqlDataSource Database => app.Services.GetRequiredService<NpgsqlDataSource>();

        public EventLogWriter Writer => app.Services.GetRequiredService<EventLogWriter>();

        public async Task ExecuteAsync(string statement)
        {
            await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
            await using var command = Database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }

        public Task<string[]> TotalsAsync() => ReadAsync("select customer || '=' || total from customer_total order by 1");

        public Task<string[]> RecordedAsync() => ReadAsync("select id from event_log order by 1");

        async Task<string[]> ReadAsync(string query)
        {
            List<string> rows = [];
            await using var command = Database.CreateCommand(query);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }
            return [.. rows];
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
