using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Consumer;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>The polling services in this process, with responses of the queue that are rare or wrong.</summary>
public class PollingFaultTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task A_message_twice_in_one_batch_is_recorded_once_and_deleted()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 600, maxReceiveCount: 1);
        using var sqs = new HookedSqsClient(setup.QueuePort)
        {
            Received = messages => [.. messages.Concat(messages).Select(m => new Message { MessageId = m.MessageId, Body = m.Body, ReceiptHandle = m.ReceiptHandle })],
        };
        await setup.SendAsync(TestEvents.Bodies(4));
        await using var consumer = await StartAsync(setup, sqs);

        // With a visibility timeout of 10 minutes and one receive, a batch that is thrown away is not delivered again.
        await setup.RecordedAsync(4);
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    public async Task A_slow_release_of_unreadable_messages_does_not_delay_the_others()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 2, maxReceiveCount: 1);
        var released = new TaskCompletionSource();
        using var sqs = new HookedSqsClient(setup.QueuePort)
        {
            Changing = request => request.Entries.Exists(entry => entry.VisibilityTimeout == 0) ? released.Task : Task.CompletedTask,
        };
        await setup.SendAsync([TestEvents.Body("good"), DeadLetterSetup.Poison]);
        await using var consumer = await StartAsync(setup, sqs);

        await setup.RecordedAsync(1);

        released.SetResult();
        await Eventually.EqualAsync((1, 0), () => setup.DepthAsync(setup.DeadLetterUrl));
        Assert.Equal((0, 0), await setup.DepthAsync(setup.QueueUrl));
    }

    [Fact]
    public async Task A_deletion_that_fails_is_tried_four_times_in_all()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 600);
        var attempts = 0;
        using var sqs = new HookedSqsClient(setup.QueuePort)
        {
            Deleting = _ =>
            {
                Interlocked.Increment(ref attempts);
                throw new HttpRequestException("refused by the test");
            },
        };
        await using var consumer = await StartAsync(setup, sqs);
        await setup.SendAsync(TestEvents.Body("e1"));
        await setup.RecordedAsync(1);

        // Stopping completes the batch under way.
        await Eventually.EqualAsync(4, () => Task.FromResult(Volatile.Read(ref attempts)));
        await consumer.StopAsync();
        Assert.Equal(4, attempts);
    }

    [Fact]
    public async Task A_receiver_survives_every_kind_of_exception()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var faults = new Queue<Exception>([new InvalidCastException("one"), new FormatException("two"), new OperationCanceledException("three")]);
        using var sqs = new HookedSqsClient(setup.QueuePort)
        {
            Received = messages =>
            {
                lock (faults)
                {
                    return faults.TryDequeue(out var fault) ? throw fault : messages;
                }
            },
        };
        await using var consumer = await StartAsync(setup, sqs);
        await Eventually.TrueAsync(() => Task.FromResult(faults.Count == 0), () => "all faults");
        await setup.SendAsync(TestEvents.Bodies(3));

        await setup.RecordedAsync(3);
    }

    static async Task<WebApplication> StartAsync(ConsumerSetup setup, HookedSqsClient sqs)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["ConnectionStrings:events"] = setup.ConnectionString;
        builder.Configuration["Consumer:Polling:WaitTime"] = "00:00:01";
        builder.Configuration["Consumer:Polling:Receivers"] = "1";
        builder.AddServiceDefaults();
        builder.AddConsumerOptions();
        builder.AddEventLog();
        builder.AddEventHandling();
        builder.AddQueuePolling();
        builder.Services.AddSingleton(new SqsQueue(sqs, SqsConnection.Parse(setup.QueueConnection(setup.QueueUrl))));
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }
}
