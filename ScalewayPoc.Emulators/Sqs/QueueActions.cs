using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>The queues there are, all in memory because they are few: creates, lists, changes, empties and deletes them.</summary>
sealed partial class QueueActions
{
    /// <summary>Organization quotas of Scaleway: queues per project, dead-letter queues included.</summary>
    const int MaxQueues = 50;

    static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);

    readonly SqsDatabase _database;
    readonly TimeProvider _time;
    readonly QueueTable _table;
    readonly ConcurrentDictionary<string, Queue> _queues;
    readonly Lock _changes = new();

    public QueueActions(SqsDatabase database, TimeProvider time)
    {
        (_database, _time, _table) = (database, time, new QueueTable(database));
        _queues = new(database.Transact(_table.All).ToDictionary(queue => queue.Name), StringComparer.Ordinal);
    }

    public IEnumerable<Queue> All => _queues.Values;

    public Queue? Find(string name) => _queues.GetValueOrDefault(name);

    /// <summary>The queue of a URL: the last part of its path. What stands before depends on how the client gets here.</summary>
    /// <exception cref="SqsException">It is missing, or there is no such queue.</exception>
    public Queue Get(string? queueUrl)
    {
        if (string.IsNullOrEmpty(queueUrl))
            throw SqsException.MissingParameter("QueueUrl");
        var name = queueUrl[(queueUrl.LastIndexOf('/') + 1)..];
        return Find(name) ?? throw SqsException.QueueDoesNotExist(name);
    }

    public QueueUrlResponse Create(CreateQueueRequest request, string baseUrl)
    {
        if (request.Tags is { Count: > 0 })
            throw SqsException.NotOnScaleway("queue tags");
        return new QueueUrlResponse(Url(baseUrl, Create(request.QueueName, request.Attributes ?? [])));
    }

    public QueueUrlResponse GetUrl(GetQueueUrlRequest request, string baseUrl)
    {
        if (string.IsNullOrEmpty(request.QueueName))
            throw SqsException.MissingParameter("QueueName");
        return new QueueUrlResponse(Url(baseUrl, Find(request.QueueName) ?? throw SqsException.QueueDoesNotExist(request.QueueName)));
    }

    public ListQueuesResponse List(ListQueuesRequest request, string baseUrl)
    {
        if (request.MaxResults is not null || request.NextToken is not null)
            throw SqsException.NotOnScaleway("MaxResults and NextToken of ListQueues");
        var urls = All
            .Where(queue => queue.Name.StartsWith(request.QueueNamePrefix ?? "", StringComparison.Ordinal))
            .OrderBy(queue => queue.Name, StringComparer.Ordinal).Select(queue => Url(baseUrl, queue)).ToList();
        return new ListQueuesResponse(urls.Count > 0 ? urls : null);
    }

    /// <summary>Applies the declaration of a queue: creates it, or gives it the declared attributes.</summary>
    public void Declare(string name, IReadOnlyDictionary<string, string> attributes)
    {
        if (Find(name) is { } queue)
            Set(queue, attributes);
        else
            Create(name, name.EndsWith(Queue.FifoSuffix, StringComparison.Ordinal)
                ? new Dictionary<string, string>(attributes) { [QueueAttribute.FifoQueue] = "true" }
                : new Dictionary<string, string>(attributes));
    }

    public QueueAttributesResponse GetAttributes(GetQueueAttributesRequest request)
    {
        var queue = Get(request.QueueUrl);
        var requested = QueueAttribute.Requested(request.AttributeNames);
        // Scaleway, Supported Actions: once delivered, a message counts as not visible until it is deleted.
        var (ready, delivered) = requested.Any(name => name.StartsWith(QueueAttribute.ApproximateNumberOfMessages, StringComparison.Ordinal))
            ? _database.Transact(() =>
            {
                _database.Messages.DeleteExpired(queue, _time.UnixMilliseconds());
                return _database.Messages.Counts(queue.Id);
            })
            : default;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in requested)
        {
            if ((name switch
            {
                QueueAttribute.QueueArn => Queue.Arn(queue.Name),
                QueueAttribute.CreatedTimestamp => $"{queue.Created}",
                QueueAttribute.ApproximateNumberOfMessages => $"{ready}",
                QueueAttribute.ApproximateNumberOfMessagesNotVisible => $"{delivered}",
                QueueAttribute.FifoQueue => queue.IsFifo ? "true" : null,
                QueueAttribute.ContentBasedDeduplication => queue.IsFifo ? queue.Settings[name] ?? "false" : null,
                _ => queue.Settings[name],
            }) is { } value)
                values[name] = value;
        }

        return new QueueAttributesResponse(values.Count > 0 ? values : null);
    }

    public EmptyResponse SetAttributes(SetQueueAttributesRequest request)
    {
        var queue = Get(request.QueueUrl);
        Set(queue, request.Attributes ?? throw SqsException.MissingParameter("Attributes"));
        return EmptyResponse.Instance;
    }

    public EmptyResponse Purge(QueueRequest request)
    {
        var queue = Get(request.QueueUrl);
        lock (_changes)
        {
            var now = _time.GetUtcNow();
            if (now - queue.Purged < PurgeInterval)
                throw new SqsException(SqsError.PurgeQueueInProgress,
                    $"Only one PurgeQueue operation on {queue.Name} is allowed every {PurgeInterval.TotalSeconds} seconds.");
            _database.Transact(() => _database.Messages.DeleteAll(queue.Id));
            queue.Purged = now;
        }

        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    public EmptyResponse Delete(QueueRequest request)
    {
        var queue = Get(request.QueueUrl);
        lock (_changes)
        {
            _database.Transact(() =>
            {
                _database.Messages.DeleteAll(queue.Id);
                _table.Delete(queue.Id);
                queue.IsDeleted = true;
            });
            _queues.TryRemove(KeyValuePair.Create(queue.Name, queue));
        }

        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    Queue Create(string? name, Dictionary<string, string> attributes)
    {
        var fifo = CheckName(name, attributes);
        attributes.Remove(QueueAttribute.FifoQueue);
        foreach (var (attribute, value) in attributes)
            QueueAttribute.CheckSet(attribute, value ?? "", fifo);
        var settings = new QueueSettings(attributes);
        lock (_changes)
        {
            if (Find(name!) is { } existing)
                return CheckSame(existing, settings);
            if (_queues.Count >= MaxQueues)
                throw new SqsException(SqsError.OverLimit, $"Scaleway Queues allows {MaxQueues} queues per project.");
            CheckDeadLetterQueue(settings.Redrive, fifo);
            var queue = _database.Transact(() => _table.Insert(name!, fifo, settings, _time.GetUtcNow().ToUnixTimeSeconds()));
            return _queues[queue.Name] = queue;
        }
    }

    void Set(Queue queue, IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
            QueueAttribute.CheckSet(name, value ?? "", queue.IsFifo);
        lock (_changes)
        {
            var settings = queue.Settings.With(attributes);
            if (attributes.ContainsKey(QueueAttribute.RedrivePolicy))
                CheckDeadLetterQueue(settings.Redrive, queue.IsFifo);
            _database.Transact(() => _table.Update(queue.Id, settings, _time.GetUtcNow().ToUnixTimeSeconds()));
            queue.Settings = settings;
        }

        queue.Changed.Set();
    }

    /// <summary>CreateQueue of an existing queue succeeds when no attribute differs.</summary>
    static Queue CheckSame(Queue existing, QueueSettings wanted) =>
        wanted.Attributes.Keys.FirstOrDefault(name => name == QueueAttribute.RedrivePolicy
            ? existing.Settings.Redrive != wanted.Redrive
            : existing.Settings[name] != wanted[name]) is { } different
            ? throw new SqsException(SqsError.QueueNameExists, $"A queue already exists with the same name and a different value for attribute {different}.")
            : existing;

    /// <summary>A dead-letter queue exists and is of the same type (Scaleway: Queues concepts; AWS alike).</summary>
    void CheckDeadLetterQueue(RedrivePolicy? redrive, bool fifo)
    {
        if (redrive is null)
            return;
        var target = Find(redrive.QueueName)
            ?? throw SqsException.InvalidParameterValue(QueueAttribute.RedrivePolicy, redrive.QueueName, "Dead letter target does not exist.");
        if (target.IsFifo != fifo)
            throw SqsException.InvalidParameterValue(QueueAttribute.RedrivePolicy, redrive.QueueName,
                "Dead-letter queue must be same type of queue as the source.");
    }

    static string Url(string baseUrl, Queue queue) => $"{baseUrl}/000000000000/{queue.Name}";

    /// <summary>1 to 80 characters, the suffix included; FIFO queues have it and FifoQueue=true, others neither.</summary>
    static bool CheckName(string? name, Dictionary<string, string> attributes)
    {
        if (string.IsNullOrEmpty(name))
            throw SqsException.MissingParameter("QueueName");
        if (name.Length > 80 || !QueueName().IsMatch(name))
            throw SqsException.InvalidParameterValue("QueueName", name,
                "Can only include alphanumeric characters, hyphens, or underscores, and .fifo at the end of a FIFO queue's name. 1 to 80 in length.");
        var suffixed = name.EndsWith(Queue.FifoSuffix, StringComparison.Ordinal);
        var fifo = attributes.GetValueOrDefault(QueueAttribute.FifoQueue);
        if (fifo is not (null or "true"))
            throw SqsException.InvalidAttributeValue(QueueAttribute.FifoQueue, "It can only be true; standard queues go without it.");
        if (suffixed != fifo is "true")
            throw SqsException.InvalidParameterValue("QueueName", name, "The name of a FIFO queue ends with .fifo, and FifoQueue is true.");
        return suffixed;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.fifo)?\z")]
    private static partial Regex QueueName();
}
