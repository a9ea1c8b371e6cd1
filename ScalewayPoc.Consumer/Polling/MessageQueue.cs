using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly.Registry;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Messages of one response, the timestamp of its arrival, and the span of the receive.</summary>
readonly record struct ReceivedBatch(List<Message> Messages, long Timestamp, Delivery Delivery);

/// <summary>Attributes of the queue that delivery depends on.</summary>
/// <param name="VisibilityTimeout">
/// How long a received message stays invisible. Scaleway Queues accepts no other value for renewals, so it is read from the
/// queue.
/// </param>
/// <param name="HasDeadLetterQueue">Whether a message that is received too often is moved to a dead-letter queue.</param>
sealed record QueueSettings(TimeSpan VisibilityTimeout, bool HasDeadLetterQueue);

/// <summary>The queue has a setting that the Consumer cannot work with; the message names it.</summary>
sealed class UnsuitableQueueException(string message) : Exception(message);

/// <summary>Receives messages, and ends their delivery: deletes or releases them.</summary>
sealed partial class MessageQueue(
    SqsQueue queue, ResiliencePipelineProvider<string> pipelines, TimeProvider clock, ILogger<MessageQueue> logger)
{
    /// <summary>Maximum number of messages per request. Source: Scaleway Queues, as Amazon's.</summary>
    public const int MaxBatch = 10;

    /// <summary>Attempts to delete. They are the only ones: each checks the lease again, which the resilience pipeline cannot.</summary>
    const int MaxDeleteAttempts = 4;

    public string Name => queue.Name;

    /// <exception cref="UnsuitableQueueException">The visibility timeout is less than a second.</exception>
    public async Task<QueueSettings> ReadSettingsAsync(CancellationToken cancellation)
    {
        var response = await queue.Client.GetQueueAttributesAsync(
            queue.Url, [QueueAttributeName.VisibilityTimeout, QueueAttributeName.RedrivePolicy], cancellation);
        var attributes = response.Attributes ?? [];
        var text = attributes.GetValueOrDefault(QueueAttributeName.VisibilityTimeout);
        return int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1
            ? new(TimeSpan.FromSeconds(seconds), attributes.ContainsKey(QueueAttributeName.RedrivePolicy))
            : throw new UnsuitableQueueException(
                $"Queue {Name} has a visibility timeout of {text ?? "unknown"} s; it must be at least 1, or every message is handled twice.");
    }

    /// <summary>Waits up to <paramref name="wait"/> for messages, whole seconds; the batch may be empty. Does not retry.</summary>
    public async Task<ReceivedBatch> ReceiveAsync(TimeSpan wait, CancellationToken cancellation)
    {
        // No VisibilityTimeout: Scaleway Queues does not accept it here.
        var request = new ReceiveMessageRequest(queue.Url)
        {
            MaxNumberOfMessages = MaxBatch,
            WaitTimeSeconds = (int)wait.TotalSeconds,
            MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp],
        };
        var start = clock.GetUtcNow();
        var response = await MessagingTelemetry.MeasureAsync(
            queue, "receive", "receive", () => queue.Client.ReceiveMessageAsync(request, cancellation));
        var messages = response.Messages ?? [];
        return new(messages, clock.GetTimestamp(), new(Name, EventTelemetry.Received(queue, start, messages)));
    }

    /// <summary>Reads the event of a message.</summary>
    public ReadResult Read(Message message) =>
        EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""), message.MessageId, clock.GetUtcNow());

    /// <summary>Sets the visibility timeout of messages, at most <see cref="MaxBatch"/>; its result reports each of them.</summary>
    /// <param name="messages">The messages. The ids of the entries are their positions: two deliveries of one message have the same id.</param>
    /// <param name="timeout">Zero, or the queue's own visibility timeout.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public Task<ChangeMessageVisibilityBatchResponse> ChangeVisibilityAsync(
        IEnumerable<Message> messages, TimeSpan timeout, CancellationToken cancellation) =>
        MessagingTelemetry.MeasureAsync(queue, timeout == TimeSpan.Zero ? "release" : "renew", "settle", () => queue.Client.ChangeMessageVisibilityBatchAsync(
            queue.Url,
            [.. messages.Select((message, i) => new ChangeMessageVisibilityBatchRequestEntry(EntryId(i), message.ReceiptHandle)
            {
                VisibilityTimeout = (int)timeout.TotalSeconds,
            })],
            cancellation));

    /// <summary>
    /// Deletes messages that have been handled, except those that may have been received again meanwhile: a delete with the
    /// old handle would seem to succeed and have no effect. Never throws: what is not deleted is delivered again.
    /// </summary>
    /// <returns>Whether all are deleted.</returns>
    public async Task<bool> DeleteAsync(IReadOnlyList<Message> messages, BatchLease lease, CancellationToken cancellation)
    {
        var backoff = new RetryBackoff();
        var (left, deletedAll) = (messages, true);
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            var held = left.Where(lease.IsHeld).ToList();
            if (held.Count < left.Count)
            {
                deletedAll = false;
                LogExpired(left.Count - held.Count);
            }
            (left, var refused) = await TryDeleteAsync(held, cancellation);
            deletedAll &= !refused;
            if (left.Count > 0)
            {
                if (attempt == MaxDeleteAttempts || cancellation.IsCancellationRequested)
                {
                    LogNotDeleted(left.Count);
                    return false;
                }
                await backoff.DelayAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        return deletedAll;
    }

    /// <summary>
    /// Makes messages visible at once: another instance receives them, or the queue's redrive moves them to the dead-letter
    /// queue, without waiting for each visibility timeout. Never throws.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return;
        }
        try
        {
            await pipelines.GetPipeline(DependencyPipelines.Sqs).ExecuteAsync(
                async token => await ChangeVisibilityAsync(messages, TimeSpan.Zero, token), cancellation);
        }
        catch (Exception e)
        {
            LogNotReleased(messages.Count, e.Message);
        }
    }

    /// <summary>Returns the messages to try again, and whether the queue has refused others for good.</summary>
    async Task<(IReadOnlyList<Message> Left, bool Refused)> TryDeleteAsync(List<Message> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return ([], false);
        }
        try
        {
            var response = await MessagingTelemetry.MeasureAsync(queue, "delete", "settle", () => queue.Client.DeleteMessageBatchAsync(
                queue.Url, [.. messages.Select((message, i) => new DeleteMessageBatchRequestEntry(EntryId(i), message.ReceiptHandle))], cancellation));
            var failed = response.Failed ?? [];
            foreach (var entry in failed)
            {
                LogDeleteFailed(MessageOf(messages, entry.Id).MessageId, entry.Code, entry.Message);
            }
            return ([.. failed.Where(entry => entry.SenderFault != true).Select(entry => MessageOf(messages, entry.Id))], failed.Exists(entry => entry.SenderFault == true));
        }
        catch (Exception e)
        {
            LogDeleteCallFailed(messages.Count, e.Message);
            return (messages, false);
        }
    }

    /// <summary>The message of an entry in a result.</summary>
    public static Message MessageOf(IReadOnlyList<Message> messages, string entryId) => messages[int.Parse(entryId, CultureInfo.InvariantCulture)];

    static string EntryId(int position) => position.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Warning, "{Count} messages were handled, but after their visibility timeout; they are left to their next delivery")]
    partial void LogExpired(int count);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} was not deleted: {Code}: {Reason}")]
    partial void LogDeleteFailed(string messageId, string code, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} messages were not deleted: {Reason}")]
    partial void LogDeleteCallFailed(int count, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} handled messages could not be deleted; they will be delivered again and recognized as duplicates")]
    partial void LogNotDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "{Count} messages could not be released; they will be visible after their visibility timeout: {Reason}")]
    partial void LogNotReleased(int count, string reason);
}
