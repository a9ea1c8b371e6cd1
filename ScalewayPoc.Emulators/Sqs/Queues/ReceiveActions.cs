using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>Delivers messages, with long polling, and moves those that were received too often to the dead-letter queue.</summary>
sealed class ReceiveActions(SqsDatabase database, MessageTable messages, QueueDirectory queues, PlatformRules rules, TimeProvider time)
{
    int _waiting;

    /// <summary>Long polls that wait for a message at the moment.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A long poll ends at once with an empty answer when <paramref name="stop"/> is cancelled.</summary>
    public async ValueTask<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken stop)
    {
        rules.CheckReceive(request);
        var queue = queues.Get(request.QueueUrl);
        var limit = MessageRules.CheckRange("MaxNumberOfMessages", request.MaxNumberOfMessages ?? 1, 1, 10);
        var wait = MessageRules.CheckRange("WaitTimeSeconds", request.WaitTimeSeconds ?? queue.Settings.WaitSeconds, 0, 20);
        var systemNames = SystemAttribute.Requested(rules, request.AttributeNames, request.MessageSystemAttributeNames);
        if (request.VisibilityTimeout is { } visibility)
            MessageRules.CheckRange("VisibilityTimeout", visibility, 0, MessageRules.MaxVisibilitySeconds);

        var deadline = Now + wait * 1000L;
        while (true)
        {
            var changed = queue.Changed.Next;
            var taken = Take(queue, limit, request.VisibilityTimeout, wait > 0);
            var now = Now;
            if (taken.Messages.Count > 0 || now >= deadline)
                return new ReceiveMessageResponse([.. taken.Messages.Select(m => Write(m, queue, systemNames, request.MessageAttributeNames))]);
            var until = Math.Min(deadline, taken.NextVisible ?? deadline);
            var wake = changed.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(1, until - now)), time, stop);
            Interlocked.Increment(ref _waiting);
            await wake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _waiting);
            if (stop.IsCancellationRequested)
                return new ReceiveMessageResponse([]);
        }
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    Taken Take(Queue queue, int limit, int? visibilityTimeout, bool longPoll)
    {
        Queue? deadLetters = null;
        var taken = database.Transact(() =>
        {
            if (queue.IsDeleted)
                throw SqsException.QueueDoesNotExist(queue.Name);
            var now = Now;
            messages.DeleteSentBefore(queue.Id, now - queue.Settings.RetentionSeconds * 1000L);
            if (queue.InFlightAtMost >= MessageRules.MaxInFlight)
                queue.InFlightAtMost = messages.InFlight(queue.Id, now);
            if (queue.InFlightAtMost >= MessageRules.MaxInFlight)
                return LimitReached(queue, now, longPoll);
            var visible = now + 1000L * (visibilityTimeout ?? queue.Settings.VisibilitySeconds);
            var received = new List<Delivered>();
            List<StoredMessage> found;
            do
            {
                found = messages.Visible(queue.Id, queue.IsFifo, now, queue.IsFifo && rules.FifoIsOneGroup ? 1 : limit);
                foreach (var message in found)
                {
                    if (MoveIfDead(queue, message, now) is { } target)
                        deadLetters = target;
                    else
                        received.Add(Deliver(queue, message, now, visible));
                }
            }
            while (received.Count == 0 && found.Count > 0);
            queue.InFlightAtMost += received.Count;
            return new Taken(received, received.Count == 0 ? messages.NextVisible(queue.Id, now) : null);
        });
        deadLetters?.Changed.Set();
        // Other long polls wait for the time at which these become visible again.
        if (taken.Messages.Count > 0)
            queue.Changed.Set();
        return taken;
    }

    /// <summary>Amazon SQS, in-flight quota: short polls of standard queues are refused, others find nothing.</summary>
    Taken LimitReached(Queue queue, long now, bool longPoll) => longPoll || queue.IsFifo
        ? new Taken([], messages.NextVisible(queue.Id, now))
        : throw new SqsException(SqsError.OverLimit, $"The queue has {MessageRules.MaxInFlight} messages in flight, the most there may be.");

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
        messages.Move(message.Sequence, target.Id, now, queue.IsFifo ? now : message.Sent, rules.ArnPrefix + queue.Name);
        return target;
    }

    Delivered Deliver(Queue queue, StoredMessage message, long now, long visible)
    {
        var handle = new ReceiptHandle(queue.Id, message.Sequence, Random.Shared.NextInt64());
        messages.Receive(message.Sequence, now, visible, handle.Receipt);
        return new Delivered(message, handle, message.FirstReceived ?? now);
    }

    static ReceivedMessage Write(Delivered delivered, Queue queue, HashSet<string> systemNames, List<string>? attributeNames)
    {
        var m = delivered.Message;
        var attributes = MessageAttributes(m, attributeNames);
        return new ReceivedMessage(m.Id, delivered.Handle.ToString(), m.Body, Digest.Body(m.Body),
            SystemAttributes(delivered, queue, systemNames), attributes, Digest.Attributes(attributes));
    }

    static Dictionary<string, string>? SystemAttributes(Delivered delivered, Queue queue, HashSet<string> names)
    {
        var m = delivered.Message;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(SystemAttribute.SenderId, "000000000000");
        Add(SystemAttribute.SentTimestamp, Text(m.Sent));
        Add(SystemAttribute.ApproximateReceiveCount, Text(m.EarlierReceives + m.Receives + 1));
        Add(SystemAttribute.ApproximateFirstReceiveTimestamp, Text(delivered.FirstReceived));
        Add(SystemAttribute.AwsTraceHeader, m.TraceHeader);
        Add(SystemAttribute.DeadLetterQueueSourceArn, m.SourceArn);
        Add(SystemAttribute.MessageGroupId, m.GroupId);
        Add(SystemAttribute.MessageDeduplicationId, m.DeduplicationId);
        Add(SystemAttribute.SequenceNumber, queue.IsFifo ? m.Sequence.ToString("D20", CultureInfo.InvariantCulture) : null);
        return values.Count > 0 ? values : null;

        void Add(string name, string? value)
        {
            if (value is not null && names.Contains(name))
                values[name] = value;
        }

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The requested attributes: All or .* for every one, prefix.* for those with the prefix, else the exact name.</summary>
    static Dictionary<string, MessageAttributeValue>? MessageAttributes(StoredMessage message, List<string>? names)
    {
        if (message.Attributes is null || names is not { Count: > 0 })
            return null;
        var matching = JsonSerializer.Deserialize(message.Attributes, SqsJson.Wire.DictionaryStringMessageAttributeValue)!
            .Where(attribute => names.Any(name => Matches(name, attribute.Key))).ToDictionary(StringComparer.Ordinal);
        return matching.Count > 0 ? matching : null;

        static bool Matches(string pattern, string name) => pattern is "All" or ".*"
            || (pattern.EndsWith(".*", StringComparison.Ordinal)
                ? name.StartsWith(pattern[..^2], StringComparison.Ordinal)
                : name == pattern);
    }

    sealed record Delivered(StoredMessage Message, ReceiptHandle Handle, long FirstReceived);

    /// <param name="Messages">What was received.</param>
    /// <param name="NextVisible">If that is nothing: when the next message becomes visible.</param>
    sealed record Taken(IReadOnlyList<Delivered> Messages, long? NextVisible);
}
