using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>Takes messages in. What is answered is durable.</summary>
sealed class SendActions(SqsDatabase database, MessageTable messages, QueueDirectory queues, PlatformRules rules, TimeProvider time)
{
    public SendMessageResponse Send(SendMessageRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var prepared = Prepare(queue, "", request);
        var r = database.Transact(() => Store(queue, prepared));
        queue.Changed.Set();
        return new SendMessageResponse(r.MessageId, r.MD5OfMessageBody, r.MD5OfMessageAttributes, r.MD5OfMessageSystemAttributes, r.SequenceNumber);
    }

    public BatchResponse<SendMessageBatchResult> SendBatch(SendMessageBatchRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var entries = BatchRules.Check(request.Entries);
        BatchRules.CheckSize(entries, rules);
        // Checked and hashed outside of the lock, stored within.
        var prepared = BatchRules.Each(entries, entry => Prepare(queue, entry.Id!, entry));
        var stored = database.Transact(() => BatchRules.Each(prepared.Successful, message => Store(queue, message)));
        queue.Changed.Set();
        return stored with { Failed = [.. prepared.Failed, .. stored.Failed] };
    }

    /// <summary>Checks a message and fills in what it leaves open.</summary>
    Prepared Prepare(Queue queue, string entryId, IOutgoingMessage message)
    {
        rules.CheckDelay(message.DelaySeconds);
        rules.CheckSystemAttributes(message.MessageSystemAttributes);
        if (message.DelaySeconds is { } delay)
            MessageRules.CheckRange("DelaySeconds", delay, 0, 900);
        var size = MessageRules.CheckContent(message, queue.Settings.MessageLimit(rules));
        var (group, deduplication) = queue.IsFifo ? FifoIds(queue, message) : (StandardGroup(message), null);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var visible = now + 1000L * (message.DelaySeconds ?? queue.Settings.DelaySeconds);
        var attributes = message.MessageAttributes is { Count: > 0 } given
            ? JsonSerializer.Serialize(given, SqsJson.Wire.DictionaryStringMessageAttributeValue)
            : null;
        return new Prepared(
            entryId,
            new NewMessage(Guid.NewGuid().ToString(), message.MessageBody!, attributes, MessageRules.TraceHeader(message.MessageSystemAttributes),
                group, deduplication, size, now, visible),
            Digest.Body(message.MessageBody!), Digest.Attributes(message.MessageAttributes), Digest.Attributes(message.MessageSystemAttributes));
    }

    /// <summary>Within a transaction: stores a message unless it is a duplicate or does not fit.</summary>
    SendMessageBatchResult Store(Queue queue, Prepared prepared)
    {
        if (queue.IsDeleted)
            throw SqsException.QueueDoesNotExist(queue.Name);
        var message = prepared.Message;
        var deduplicationKey = message.DeduplicationId is { } id && queue.Settings.DeduplicatesPerGroup ? $"{message.GroupId}\n{id}" : message.DeduplicationId;
        if (deduplicationKey is not null && messages.FindDuplicate(queue.Id, deduplicationKey, message.Sent) is { } first)
            return prepared.Result(first.MessageId, first.Sequence);
        MakeRoom(message.Size);
        var sequence = messages.Insert(queue.Id, message);
        if (deduplicationKey is null)
            return prepared.Result(message.Id, null);
        messages.Remember(queue.Id, deduplicationKey, new Duplicate(message.Id, sequence),
            message.Sent + (long)MessageRules.DeduplicationInterval.TotalMilliseconds);
        return prepared.Result(message.Id, sequence);
    }

    void MakeRoom(int size)
    {
        if (rules.HasRoom(database.StoredBytesInTransaction, size))
            return;
        // Expired messages are deleted when their queue is used; those of unused queues must not take the room.
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var queue in queues.All)
            messages.DeleteSentBefore(queue.Id, now - queue.Settings.RetentionSeconds * 1000L);
        if (!rules.HasRoom(database.StoredBytesInTransaction, size))
            throw rules.StorageExceeded();
    }

    (string Group, string Deduplication) FifoIds(Queue queue, IOutgoingMessage message)
    {
        if (message.DelaySeconds is > 0)
            throw NotForThisType("DelaySeconds", message.DelaySeconds);
        if (message.MessageGroupId is { } group)
            MessageRules.CheckFifoId("MessageGroupId", group);
        else if (!rules.FifoIsOneGroup)
            throw SqsException.MissingParameter("MessageGroupId");
        if (message.MessageDeduplicationId is { } id)
            MessageRules.CheckFifoId("MessageDeduplicationId", id);
        else if (!queue.Settings.ContentBasedDeduplication)
            throw new SqsException(SqsError.InvalidParameterValue,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.");
        return (rules.FifoIsOneGroup ? "" : message.MessageGroupId!, message.MessageDeduplicationId ?? Digest.Content(message.MessageBody!));
    }

    /// <summary>Standard queues on AWS take a group (fair queues); it has no effect on the order here.</summary>
    string? StandardGroup(IOutgoingMessage message)
    {
        if (message.MessageDeduplicationId is { } id)
            throw NotForThisType("MessageDeduplicationId", id);
        if (message.MessageGroupId is not { } group)
            return null;
        if (rules.FifoIsOneGroup)
            throw NotForThisType("MessageGroupId", group);
        MessageRules.CheckFifoId("MessageGroupId", group);
        return group;
    }

    static SqsException NotForThisType(string parameter, object? value) => SqsException.InvalidParameterValue(
        parameter, value, "The request include parameter that is not valid for this queue type.");

    sealed record Prepared(string? Id, NewMessage Message, string BodyMd5, string? AttributesMd5, string? SystemAttributesMd5) : IBatchEntry
    {
        public SendMessageBatchResult Result(string messageId, long? sequence) => new(
            Id!, messageId, BodyMd5, AttributesMd5, SystemAttributesMd5, sequence?.ToString("D20", CultureInfo.InvariantCulture));
    }
}
