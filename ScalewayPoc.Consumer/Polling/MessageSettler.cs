using Amazon.SQS.Model;
using Polly;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Ends the delivery of messages: deletes them, or gives them back. Never throws: a message that cannot be settled comes again.</summary>
sealed partial class MessageSettler(
    SqsQueue queue, ResiliencePipelineProvider<string> pipelines, ILogger<MessageSettler> logger)
{
    const int Attempts = 3;

    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Sqs);

    /// <summary>
    /// Deletes messages that have been handled, but those that others may have received meanwhile: to delete them with the
    /// old handle would seem to succeed and do nothing.
    /// </summary>
    public async Task DeleteAsync(IReadOnlyList<Message> messages, BatchLease lease, CancellationToken cancellation)
    {
        var backoff = new Backoff();
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
                if (attempt == Attempts || cancellation.IsCancellationRequested)
                {
                    LogNotDeleted(left.Count);
                    return;
                }
                await backoff.DelayAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Makes messages visible now, so that whoever can handle them does, or the queue's redrive takes them to the
    /// dead-letter queue without waiting for each visibility timeout.
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
                async token => await queue.Client.ChangeMessageVisibilityBatchAsync(
                    queue.Url,
                    [.. messages.Select(message =>
                        new ChangeMessageVisibilityBatchRequestEntry(message.MessageId, message.ReceiptHandle) { VisibilityTimeout = 0 })],
                    token),
                cancellation);
        }
        catch (Exception e)
        {
            LogNotReleased(messages.Count, e.Message);
        }
    }

    /// <summary>Returns those that are worth another attempt.</summary>
    async Task<IReadOnlyList<Message>> TryDeleteAsync(List<Message> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return [];
        }
        try
        {
            var response = await _pipeline.ExecuteAsync(
                async token => await queue.Client.DeleteMessageBatchAsync(
                    queue.Url,
                    [.. messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle))],
                    token),
                cancellation);
            var failed = response.Failed ?? [];
            foreach (var entry in failed)
            {
                LogDeleteFailed(entry.Id, entry.Code, entry.Message);
            }
            return [.. messages.Where(m => failed.Exists(entry => entry.Id == m.MessageId && entry.SenderFault != true))];
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

    [LoggerMessage(LogLevel.Error, "{Count} handled messages could not be deleted; they will be delivered again and recognised as duplicates")]
    partial void LogNotDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "{Count} messages could not be given back; they will be visible after their visibility timeout: {Reason}")]
    partial void LogNotReleased(int count, string reason);
}
