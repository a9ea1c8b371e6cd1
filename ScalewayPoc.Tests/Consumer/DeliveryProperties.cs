using System.Text;
using Amazon.SQS.Model;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.Tests.Sqs;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Whatever is sent, sent again, received, forgotten in a crash and delivered again: the log has each event once.</summary>
public sealed class DeliveryProperties(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    WebApplication _app = null!;
    SqsServer _sqs = null!;

    public async Task InitializeAsync()
    {
        _sqs = await SqsServer.StartAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = await servers.CreateDatabaseAsync();
        builder.AddServiceDefaults();
        builder.AddEventLog();
        _app = builder.Build();
        await _app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _sqs.DisposeAsync();
    }

    /// <summary>What can happen between a sender, the queue and a consumer.</summary>
    public abstract record Happening
    {
        /// <summary>The sender crashes after the queue's answer and sends again what it does not know to have sent.</summary>
        public sealed record Send(int Event, int Times) : Happening;

        /// <summary>A consumer takes a batch to its end, or crashes before or after the events are in the log.</summary>
        public sealed record Consume(int Batch, bool Appends, bool Deletes) : Happening;

        /// <summary>Time passes, and what was received and not deleted is visible again.</summary>
        public sealed record Expire : Happening;
    }

    [Property(MaxTest = 60, Arbitrary = [typeof(Happenings)])]
    public async Task The_log_has_exactly_the_acknowledged_events(Happening[] happenings)
    {
        var run = Guid.NewGuid().ToString("n");
        var queue = await _sqs.CreateQueueAsync(run, ("VisibilityTimeout", $"{Visibility.TotalSeconds}"));
        var acknowledged = new HashSet<string>();
        foreach (var happening in happenings)
        {
            switch (happening)
            {
                case Happening.Send send:
                    for (var i = 0; i < send.Times; i++)
                    {
                        await _sqs.Client.SendMessageAsync(queue, TestEvents.Body($"{run}-{send.Event}"));
                    }
                    acknowledged.Add($"{run}-{send.Event}");
                    break;
                case Happening.Consume consume:
                    await ConsumeAsync(queue, consume);
                    break;
                default:
                    _sqs.Clock.Advance(Visibility);
                    break;
            }
        }
        _sqs.Clock.Advance(Visibility);
        while (await ConsumeAsync(queue, new Happening.Consume(10, Appends: true, Deletes: true)) > 0)
        {
        }

        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), await RowsAsync(run));
        await _sqs.Client.DeleteQueueAsync(queue);
    }

    async Task<int> ConsumeAsync(string queue, Happening.Consume consume)
    {
        var response = await _sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = consume.Batch });
        var messages = response.Messages ?? [];
        if (consume.Appends)
        {
            var events = messages.Select(message => EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body), message.MessageId, DateTimeOffset.UtcNow).Event!).ToList();
            Assert.Empty((await _app.Services.GetRequiredService<EventLogWriter>().AppendAsync(events, default)).Refused);
        }
        if (consume.Appends && consume.Deletes)
        {
            foreach (var message in messages)
            {
                await _sqs.Client.DeleteMessageAsync(queue, message.ReceiptHandle);
            }
        }
        return messages.Count;
    }

    async Task<List<string>> RowsAsync(string run)
    {
        await using var command = _app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select id from event_log where id like $1");
        command.Parameters.AddWithValue(run + "%");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    static class Happenings
    {
        static readonly Gen<bool> Bool = Gen.Elements(true, false);

        public static Arbitrary<Happening[]> Arbitrary() => Gen.Frequency(
            (5, Gen.Choose(0, 9).Zip(Gen.Choose(1, 3), (id, times) => (Happening)new Happening.Send(id, times))),
            (4, Gen.Choose(1, 10).Zip(Bool.Zip(Bool), (batch, ends) => (Happening)new Happening.Consume(batch, ends.Item1, ends.Item2))),
            (1, Gen.Constant((Happening)new Happening.Expire()))).ArrayOf().ToArbitrary();
    }
}
