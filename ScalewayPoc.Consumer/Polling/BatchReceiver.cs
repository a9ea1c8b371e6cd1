using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using OpenTelemetry;
using ScalewayPoc.Consumer.Handling;
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
        return new(messages, received, EventTelemetry.Received(queue, start, messages));
    }

    async Task<List<Message>> PollAsync(CancellationToken cancellation)
    {
        // Without this, each poll that returns nothing would be a trace of its own.
        using var quiet = SuppressInstrumentationScope.Begin();
        // No VisibilityTimeout: Scaleway Queues does not accept it here. No retry: the caller's loop is one.
        var request = new ReceiveMessageRequest(queue.Url)
        {
            MaxNumberOfMessages = MaxBatch,
            WaitTimeSeconds = (int)options.Polling.WaitTime.TotalSeconds,
            MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount],
        };
        var response = await MessagingTelemetry.MeasureAsync(
            queue, "receive", "receive", () => queue.Client.ReceiveMessageAsync(request, cancellation));
        return response.Messages ?? [];
    }
}

/// <summary>Messages of one response, the timestamp of its arrival, and the span of the receive.</summary>
readonly record struct ReceivedBatch(IReadOnlyList<Message> Messages, long Timestamp, ActivityContext Span);
