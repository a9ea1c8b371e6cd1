using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>Stores messages. What is acknowledged is durable.</summary>
sealed class SendActions(SqsDatabase database, QueueActions queues, TimeProvider time)
{
    /// <summary>Organization quotas of Scaleway: bytes of all messages stored in a project, dead-letter queues included.</summary>
    const long MaxStoredBytes = 100_000_000;

    static readonly TimeSpan DeduplicationInterval = TimeSpan.FromMinutes(5);

    public SendMessageResponse Send(SendMessageRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var prepared = Prepare(queue, request);
        var response = database.Transact(() => Store(queue, prepared));
        queue.Changed.Set();
        return response;
    }

    public BatchResponse<SendMessageResponse> SendBatch(BatchRequest<SendMessageRequest> request)
    {
        var queue = queues.Get(request.QueueUrl);
        var entries = MessageRules.CheckBatch(request.Entries);
        var size = entries.Sum(entry => (long)MessageRules.Size(entry));
        if (size > MessageRules.MaxBytes)
            throw new SqsException(SqsError.BatchRequestTooLong,
                $"Batch requests cannot be longer than {MessageRules.MaxBytes} bytes. You have sent {size} bytes.");
        // Checked and hashed outside of the lock, stored within.
        var prepared = MessageRules.Each(entries, entry => Prepare(queue, entry));
        var stored = database.Transact(() => MessageRules.Each(prepared.Successful, message => Store(queue, message)));
        queue.Changed.Set();
        return stored with { Failed = [.. prepared.Failed, .. stored.Failed] };
    }

    /// <summary>Checks a message and fills in what it leaves open.</summary>
    static Prepared Prepare(Queue queue, SendMessageRequest message)
    {
        // Zero is no delay, and passes.
        if (message.DelaySeconds is { } delay && delay != 0)
            throw SqsException.NotOnScaleway("DelaySeconds");
        if (message.MessageSystemAttributes is { Count: > 0 })
            throw SqsException.NotOnScaleway("MessageSystemAttributes");
        var size = MessageRules.CheckContent(message, queue.Settings.MaximumMessageSize);
        return new Prepared(
            message.Id,
            new NewMessage(
                Guid.NewGuid().ToString(),
                message.MessageBody!,
                message.MessageAttributes is { Count: > 0 } given
                    ? JsonSerializer.Serialize(given, SqsJson.Wire.DictionaryStringMessageAttributeValue)
                    : null,
                // A group has no effect: a FIFO queue of Scaleway delivers one message at a time (Queues FAQ).
                queue.IsFifo ? "" : null,
                DeduplicationId(queue, message),
                size),
            Digest.Body(message.MessageBody!), Digest.Attributes(message.MessageAttributes));
    }

    /// <summary>Within a transaction: stores a message unless it is a duplicate or does not fit.</summary>
    SendMessageResponse Store(Queue queue, Prepared prepared)
    {
        if (queue.IsDeleted)
            throw SqsException.QueueDoesNotExist(queue.Name);
        var now = time.UnixMilliseconds();
        var message = prepared.Message;
        if (message.DeduplicationId is { } id && database.Messages.FindDuplicate(queue.Id, id, now) is { } first)
            return prepared.Response(first.MessageId, first.Sequence);
        MakeRoom(message.Size, now);
        var sequence = database.Messages.Insert(queue.Id, message, now);
        if (message.DeduplicationId is null)
            return prepared.Response(message.Id, null);
        database.Messages.Remember(queue.Id, message.DeduplicationId, new Duplicate(message.Id, sequence), now + (long)DeduplicationInterval.TotalMilliseconds);
        return prepared.Response(message.Id, sequence);
    }

    void MakeRoom(int size, long now)
    {
        if (database.StoredBytes + size <= MaxStoredBytes)
            return;
        // Expired messages are deleted when their queue is used; those of unused queues must not take the room.
        foreach (var queue in queues.All)
            database.Messages.DeleteExpired(queue, now);
        if (database.StoredBytes + size > MaxStoredBytes)
            throw new SqsException(SqsError.OverLimit,
                $"Scaleway Queues stores at most {MaxStoredBytes / 1_000_000} MB of messages per project, dead-letter queues included.");
    }

    static string? DeduplicationId(Queue queue, SendMessageRequest message)
    {
        if (!queue.IsFifo)
        {
            return (message.MessageDeduplicationId, message.MessageGroupId) switch
            {
                ({ } id, _) => throw NotForThisType("MessageDeduplicationId", id),
                (_, { } group) => throw NotForThisType("MessageGroupId", group),
                _ => null,
            };
        }

        MessageRules.CheckFifoId("MessageGroupId", message.MessageGroupId);
        MessageRules.CheckFifoId("MessageDeduplicationId", message.MessageDeduplicationId);
        return message.MessageDeduplicationId ?? (queue.Settings.ContentBasedDeduplication
            ? Digest.Content(message.MessageBody!)
            : throw new SqsException(SqsError.InvalidParameterValue,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly."));
    }

    static SqsException NotForThisType(string parameter, string value) => SqsException.InvalidParameterValue(
        parameter, value, "The request include parameter that is not valid for this queue type.");

    sealed record Prepared(string? Id, NewMessage Message, string BodyMd5, string? AttributesMd5) : IBatchEntry
    {
        public SendMessageResponse Response(string messageId, long? sequence) =>
            new(Id, messageId, BodyMd5, AttributesMd5, sequence?.ToString("D20", CultureInfo.InvariantCulture));
    }
}
