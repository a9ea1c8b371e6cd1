using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>Deletes received messages, or changes when they come back.</summary>
sealed class SettleActions(SqsDatabase database, MessageTable messages, QueueDirectory queues, PlatformRules rules, TimeProvider time)
{
    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public EmptyResponse Delete(DeleteMessageRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        database.Transact(() => Delete(queue, request.ReceiptHandle));
        Freed(queue);
        return EmptyResponse.Instance;
    }

    public BatchResponse<BatchResult> DeleteBatch(DeleteMessageBatchRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var entries = BatchRules.Check(request.Entries);
        var response = database.Transact(() => BatchRules.Each(entries, entry =>
        {
            Delete(queue, entry.ReceiptHandle);
            return new BatchResult(entry.Id!);
        }));
        Freed(queue);
        return response;
    }

    public EmptyResponse Change(ChangeMessageVisibilityRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        database.Transact(() => Change(queue, request.ReceiptHandle, request.VisibilityTimeout));
        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    public BatchResponse<BatchResult> ChangeBatch(ChangeMessageVisibilityBatchRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var entries = BatchRules.Check(request.Entries);
        var response = database.Transact(() => BatchRules.Each(entries, entry =>
        {
            Change(queue, entry.ReceiptHandle, entry.VisibilityTimeout);
            return new BatchResult(entry.Id!);
        }));
        queue.Changed.Set();
        return response;
    }

    /// <summary>
    /// Deleting what is deleted already succeeds. The handle of an earlier delivery succeeds without effect on standard
    /// queues, because another consumer has the message by then; FIFO queues refuse it, and an expired one.
    /// </summary>
    void Delete(Queue queue, string? receiptHandle)
    {
        var handle = ReceiptHandle.Parse(receiptHandle, queue);
        if (messages.LastDelivery(handle.Sequence, queue.Id) is not { } delivery)
            return;
        var isLatest = delivery.Receipt == handle.Receipt;
        if (queue.IsFifo && (!isLatest || delivery.Visible <= Now))
            throw SqsException.InvalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
        if (isLatest)
            messages.Delete(handle.Sequence);
    }

    void Change(Queue queue, string? receiptHandle, int? visibilityTimeout)
    {
        var handle = ReceiptHandle.Parse(receiptHandle, queue);
        var seconds = MessageRules.CheckRange("VisibilityTimeout",
            visibilityTimeout ?? throw SqsException.MissingParameter("VisibilityTimeout"), 0, MessageRules.MaxVisibilitySeconds);
        rules.CheckVisibilityChange(seconds, queue.Settings.VisibilitySeconds);
        var delivery = messages.LastDelivery(handle.Sequence, queue.Id);
        if (delivery is null || delivery.Receipt != handle.Receipt)
            throw SqsException.InvalidParameterValue("ReceiptHandle", receiptHandle,
                "Message does not exist or is not available for visibility timeout change.");
        var now = Now;
        if (delivery.Visible <= now)
            throw new SqsException(SqsError.MessageNotInflight, "The message referred to isn't in flight.");
        var visible = now + seconds * 1000L;
        if (visible - delivery.Received > MessageRules.MaxVisibilitySeconds * 1000L)
            throw SqsException.InvalidParameterValue("VisibilityTimeout", seconds,
                $"Total VisibilityTimeout for the message is beyond the limit [{MessageRules.MaxVisibilitySeconds} seconds].");
        messages.SetVisible(handle.Sequence, visible);
    }

    /// <summary>On FIFO queues the next message of the group can be received now.</summary>
    static void Freed(Queue queue)
    {
        if (queue.IsFifo)
            queue.Changed.Set();
    }
}
