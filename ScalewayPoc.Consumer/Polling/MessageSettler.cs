using System.Globalization;
using Amazon.SQS.Model;
using Polly;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Entries of batch requests. Their ids are positions: two deliveries of one message have the same message id.</summary>
static class BatchEntries
{
    /// <summary>One entry per message, with a visibility timeout in seconds.</summary>
    public static List<ChangeMessageVisibilityBatchRequestEntry> ChangeVisibility(IReadOnlyList<Message> messages, int seconds) =>
        [.. messages.Select((message, i) => new ChangeMessageVisibilityBatchRequestEntry(Id(i), message.ReceiptHandle) { VisibilityTimeout = seconds })];

    /// <summary>One entry per message.</summary>
    public static List<DeleteMessageBatchRequestEntry> Delete(IReadOnlyList<Message> messages) =>
        [.. messages.Select((message, i) => new DeleteMessageBatchRequestEntry(Id(i), message.ReceiptHandle))];

    /// <summary>The message of a result's id.</summary>
    public static Message MessageOf(IReadOnlyList<Message> messages, string id) => messages[int.Parse(id, CultureInfo.InvariantCulture)];

    static string Id(int position) => position.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Ends the delivery of messages: deletes or releases them. Never throws: a message that cannot be settled is delivered again.</summary>
sealed partial class MessageSettler(
    SqsQueue queue, ResiliencePipelineProvider<string> pipelines, ILogger<MessageSettler> logger)
{
    /// <summary>Attempts to delete. They are the only ones: each checks the lease again, which the pipeline cannot.</summary>
    const int MaxAttempts = 4;

    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Sqs);

    /// <summary>
    /// Deletes messages that have been handled, except those that may have been received again meanwhile: a delete with the
    /// old handle would seem to succeed and have no effect.
    /// </summary>
    public async Task DeleteAsync(IReadOnlyList<Message> messages, BatchLease lease, CancellationToken cancellation)
    {
        var backoff = new RetryBackoff();
        var left = messages;
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            var held = left.Where(lease.IsHeld).ToList();
            if (held.Count < left.Count)
            {
                LogExpired(left.Count - held.Count);
            }
            left = await TryDeleteAsync(held, cancellation);
            if (left.Count > 0)
            {
                if (attempt == MaxAttempts || cancellation.IsCancellationRequested)
                {
                    LogNotDeleted(left.Count);
                    return;
                }
                await backoff.DelayAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Makes messages visible at once: another instance receives them, or the queue's redrive moves them to the dead-letter
    /// queue, without waiting for each visibility timeout.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyList<Message> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return;
        }
        try
        {
            await _pipeline.ExecuteAsync(
                async token => await MessagingTelemetry.MeasureAsync(queue, "release", "settle",
                    () => queue.Client.ChangeMessageVisibilityBatchAsync(queue.Url, BatchEntries.ChangeVisibility(messages, 0), token)),
                cancellation);
        }
        catch (Exception e)
        {
            LogNotReleased(messages.Count, e.Message);
        }
    }

    /// <summary>Returns the messages to try again.</summary>
    async Task<IReadOnlyList<Message>> TryDeleteAsync(List<Message> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return [];
        }
        try
        {
            var response = await MessagingTelemetry.MeasureAsync(queue, "delete", "settle",
                () => queue.Client.DeleteMessageBatchAsync(queue.Url, BatchEntries.Delete(messages), cancellation));
            var failed = response.Failed ?? [];
            foreach (var entry in failed)
            {
                LogDeleteFailed(BatchEntries.MessageOf(messages, entry.Id).MessageId, entry.Code, entry.Message);
            }
            return [.. failed.Where(entry => entry.SenderFault != true).Select(entry => BatchEntries.MessageOf(messages, entry.Id))];
        }
        catch (Exception e)
        {
            LogDeleteCallFailed(messages.Count, e.Message);
            return messages;
        }
    }

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
