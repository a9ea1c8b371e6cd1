using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using OpenTelemetry;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Receives batches from the queue.</summary>
sealed class BatchReceiver(SqsQueue queue, ConsumerOptions options, TimeProvider clock)
{
    /// <summary>Maximum number of messages per receive. Source: Scaleway Queues, as Amazon's.</summary>
    const int MaxBatch = 10;

    /// <summary>Waits for messages for up to <see cref="PollingOptions.WaitTime"/>; the batch may be empty.</summary>
    public async Task<ReceivedBatch> ReceiveAsync(CancellationToken cancellation)
    {
        var start = clock.GetUtcNow();
        var messages = await PollAsync(cancellation);
        var received = clock.GetTimestamp();
        if (messages.Count == 0)
        {
            return new([], received, default);
        }
        Activity.Current = null;
        using var span = Telemetry.Source.StartActivity(
            ActivityKind.Client,
            tags:
            [
                new("messaging.system", HandlingTelemetry.System),
                new("messaging.operation.name", "receive"),
                new("messaging.operation.type", "receive"),
                new("messaging.destination.name", queue.Name),
                new("messaging.batch.message_count", messages.Count),
                new("aws.sqs.queue.url", queue.Url),
                new("server.address", queue.Connection.Endpoint.Host),
            ],
            startTime: start,
            name: "receive " + queue.Name);
        return new(messages, received, span?.Context ?? default);
    }

    async Task<List<Message>> PollAsync(CancellationToken cancellation)
    {
        // Without this, each poll that returns nothing would be a trace of its own.
        using var quiet = SuppressInstrumentationScope.Begin();
        // No VisibilityTimeout: Scaleway Queues does not accept it here. No retry: the caller's loop is one.
        var response = await queue.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest(queue.Url)
            {
                MaxNumberOfMessages = MaxBatch,
                WaitTimeSeconds = (int)options.Polling.WaitTime.TotalSeconds,
                MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount],
            },
            cancellation);
        return response.Messages ?? [];
    }
}

/// <summary>Messages of one response, the timestamp of its arrival, and the span of the receive.</summary>
readonly record struct ReceivedBatch(IReadOnlyList<Message> Messages, long Timestamp, ActivityContext Span);
