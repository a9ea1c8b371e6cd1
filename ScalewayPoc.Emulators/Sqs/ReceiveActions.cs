using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>
/// Delivers messages, with long polling; deletes them or changes when they come back; moves those that were received too
/// often to the dead-letter queue.
/// </summary>
sealed class ReceiveActions(SqsDatabase database, QueueActions queues, TimeProvider time)
{
    readonly MessageTable _messages = database.Messages;
    int _waiting;

    /// <summary>Long polls that wait for a message at the moment.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A long poll ends at once with an empty answer when <paramref name="stop"/> is cancelled.</summary>
    public async ValueTask<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken stop)
    {
        if (request.VisibilityTimeout is not null)
            throw SqsException.NotOnScaleway("VisibilityTimeout of ReceiveMessage (set the queue's)");
        if (request.ReceiveRequestAttemptId is not null)
            throw SqsException.NotOnScaleway("ReceiveRequestAttemptId");
        var queue = queues.Get(request.QueueUrl);
        var limit = MessageRules.CheckRange("MaxNumberOfMessages", request.MaxNumberOfMessages ?? 1, 1, 10);
        var wait = MessageRules.CheckRange("WaitTimeSeconds", request.WaitTimeSeconds ?? queue.Settings.WaitSeconds, 0, 20);
        // The SDK has two lists of system attributes, the older of which (AttributeNames) is deprecated.
        var systemNames = MessageRules.CheckSystemNames([.. request.AttributeNames ?? [], .. request.MessageSystemAttributeNames ?? []]);
        var attributeNames = MessageRules.Names(request.MessageAttributeNames);

        var deadline = time.UnixMilliseconds() + wait * 1000L;
        while (true)
        {
            var changed = queue.Changed.Next;
            var (taken, nextVisible) = Take(queue, limit);
            var now = time.UnixMilliseconds();
            if (taken.Count > 0)
                return new ReceiveMessageResponse([.. taken.Select(m => Write(m, queue, systemNames, attributeNames))]);
            if (now >= deadline)
                return new ReceiveMessageResponse(Messages: null);
            var until = Math.Min(deadline, nextVisible ?? deadline);
            var wake = changed.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(1, until - now)), time, stop);
            Interlocked.Increment(ref _waiting);
            await wake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _waiting);
            if (stop.IsCancellationRequested)
                return new ReceiveMessageResponse(Messages: null);
        }
    }

    public EmptyResponse Delete(ReceiptRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        database.Transact(() => Delete(queue, request));
        WakeNext(queue);
        return EmptyResponse.Instance;
    }

    public BatchResponse<BatchResult> DeleteBatch(BatchRequest<ReceiptRequest> request)
    {
        var queue = queues.Get(request.QueueUrl);
        var response = EachInTransaction(request, entry => Delete(queue, entry));
        WakeNext(queue);
        return response;
    }

    public EmptyResponse ChangeVisibility(ReceiptRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        database.Transact(() => ChangeVisibility(queue, request));
        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    public BatchResponse<BatchResult> ChangeVisibilityBatch(BatchRequest<ReceiptRequest> request)
    {
        var queue = queues.Get(request.QueueUrl);
        var response = EachInTransaction(request, entry => ChangeVisibility(queue, entry));
        queue.Changed.Set();
        return response;
    }

    BatchResponse<BatchResult> EachInTransaction(BatchRequest<ReceiptRequest> request, Action<ReceiptRequest> carryOut)
    {
        var entries = MessageRules.CheckBatch(request.Entries);
        return database.Transact(() => MessageRules.Each(entries, entry =>
        {
            carryOut(entry);
            return new BatchResult(entry.Id!);
        }));
    }

    /// <summary>What is received; if that is nothing, also when the next message becomes visible.</summary>
    (List<Delivered> Messages, long? NextVisible) Take(Queue queue, int limit)
    {
        Queue? deadLetters = null;
        var taken = database.Transact(() =>
        {
            if (queue.IsDeleted)
                throw SqsException.QueueDoesNotExist(queue.Name);
            var now = time.UnixMilliseconds();
            _messages.DeleteExpired(queue, now);
            var received = new List<Delivered>();
            List<StoredMessage> found;
            do
            {
                found = queue.IsFifo ? _messages.NextInOrder(queue.Id, now) : _messages.Visible(queue.Id, now, limit);
                foreach (var message in found)
                {
                    if (MoveIfDead(queue, message, now) is { } target)
                        deadLetters = target;
                    else
                        received.Add(Deliver(queue, message, now));
                }
            }
            while (received.Count == 0 && found.Count > 0);
            return (received, received.Count == 0 ? _messages.NextVisible(queue.Id, now) : null);
        });
        deadLetters?.Changed.Set();
        // Other long polls wait for the time at which these become visible again.
        if (taken.received.Count > 0)
            queue.Changed.Set();
        return taken;
    }

    /// <summary>
    /// Moves a message that has been received as often as it may be. It keeps its id, body and attributes; on standard
    /// queues also its age, so retention there counts from the first send (Amazon SQS Developer Guide, dead-letter queues).
    /// </summary>
    /// <returns>The dead-letter queue; null if the message can be received.</returns>
    Queue? MoveIfDead(Queue queue, StoredMessage message, long now)
    {
        if (queue.Settings.Redrive is not { } redrive || message.Receives < redrive.MaxReceiveCount
            || queues.Find(redrive.QueueName) is not { IsDeleted: false } target)
            return null;
        _messages.Move(message.Sequence, target.Id, now, queue.IsFifo ? now : message.Sent);
        return target;
    }

    Delivered Deliver(Queue queue, StoredMessage message, long now)
    {
        var handle = new ReceiptHandle(queue.Id, message.Sequence, Random.Shared.NextInt64());
        _messages.Receive(message.Sequence, now, now + queue.Settings.VisibilitySeconds * 1000L, handle.Receipt);
        return new Delivered(message, handle);
    }

    static ReceivedMessage Write(Delivered delivered, Queue queue, HashSet<string> systemNames, List<string> attributeNames)
    {
        var m = delivered.Message;
        var system = new Dictionary<string, string?>
        {
            ["SenderId"] = "000000000000",
            ["SentTimestamp"] = $"{m.Sent}",
            ["ApproximateReceiveCount"] = $"{m.EarlierReceives + m.Receives + 1}",
            ["MessageDeduplicationId"] = m.DeduplicationId,
            ["SequenceNumber"] = queue.IsFifo ? m.Sequence.ToString("D20", CultureInfo.InvariantCulture) : null,
        }.Where(attribute => attribute.Value is not null && systemNames.Contains(attribute.Key)).ToDictionary(a => a.Key, a => a.Value!);
        var attributes = m.Attributes is null || attributeNames.Count == 0
            ? []
            : JsonSerializer.Deserialize(m.Attributes, SqsJson.Wire.DictionaryStringMessageAttributeValue)!
                .Where(attribute => attributeNames.Any(name => Matches(name, attribute.Key))).ToDictionary(StringComparer.Ordinal);
        return new ReceivedMessage(m.Id, delivered.Handle.ToString(), m.Body, Digest.Body(m.Body),
            system.Count > 0 ? system : null, attributes.Count > 0 ? attributes : null, Digest.Attributes(attributes));

        static bool Matches(string pattern, string name) => pattern is "All" or ".*"
            || (pattern.EndsWith(".*", StringComparison.Ordinal)
                ? name.StartsWith(pattern[..^2], StringComparison.Ordinal)
                : name == pattern);
    }

    /// <summary>
    /// Deleting what is deleted already succeeds. The handle of an earlier delivery succeeds without effect on standard
    /// queues, because another consumer has the message by then; FIFO queues refuse it, and an expired one.
    /// </summary>
    void Delete(Queue queue, ReceiptRequest request)
    {
        var handle = ReceiptHandle.Parse(request.ReceiptHandle, queue);
        if (queue.IsFifo && _messages.LastDelivery(handle.Sequence, queue.Id) is { } last
            && (last.Receipt != handle.Receipt || last.Visible <= time.UnixMilliseconds()))
            throw SqsException.InvalidParameterValue("ReceiptHandle", request.ReceiptHandle, "The receipt handle has expired.");
        _messages.Delete(handle);
    }

    void ChangeVisibility(Queue queue, ReceiptRequest request)
    {
        var handle = ReceiptHandle.Parse(request.ReceiptHandle, queue);
        var seconds = request.VisibilityTimeout ?? throw SqsException.MissingParameter("VisibilityTimeout");
        if (seconds != 0 && seconds != queue.Settings.VisibilitySeconds)
            throw SqsException.InvalidParameterValue("VisibilityTimeout", seconds,
                $"Scaleway Queues supports only 0 and the queue's own visibility timeout, which is {queue.Settings.VisibilitySeconds}.");
        var delivery = _messages.LastDelivery(handle.Sequence, queue.Id);
        if (delivery is null || delivery.Receipt != handle.Receipt)
            throw SqsException.InvalidParameterValue("ReceiptHandle", request.ReceiptHandle,
                "Message does not exist or is not available for visibility timeout change.");
        var now = time.UnixMilliseconds();
        if (delivery.Visible <= now)
            throw new SqsException(SqsError.MessageNotInflight, "The message referred to isn't in flight.");
        var visible = now + seconds * 1000L;
        if (visible - delivery.Received > MessageRules.MaxVisibilitySeconds * 1000L)
            throw SqsException.InvalidParameterValue("VisibilityTimeout", seconds,
                $"Total VisibilityTimeout for the message is beyond the limit [{MessageRules.MaxVisibilitySeconds} seconds].");
        _messages.SetVisible(handle.Sequence, visible);
    }

    /// <summary>On FIFO queues the next message can be received after a deletion.</summary>
    static void WakeNext(Queue queue)
    {
        if (queue.IsFifo)
            queue.Changed.Set();
    }

    sealed record Delivered(StoredMessage Message, ReceiptHandle Handle);
}
