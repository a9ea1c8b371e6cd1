using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>Creates, lists, changes, empties and deletes queues.</summary>
sealed partial class QueueActions(
    SqsDatabase database, QueueTable table, MessageTable messages, QueueDirectory queues, PlatformRules rules, TimeProvider time)
{
    const string FifoSuffix = ".fifo";

    static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);

    readonly Lock _changes = new();

    long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public QueueUrlResponse Create(CreateQueueRequest request, string baseUrl)
    {
        var tags = request.Tags ?? [];
        rules.CheckTags(tags);
        return new QueueUrlResponse(Url(baseUrl, Create(request.QueueName, request.Attributes ?? [], tags)));
    }

    public QueueUrlResponse GetUrl(GetQueueUrlRequest request, string baseUrl)
    {
        if (string.IsNullOrEmpty(request.QueueName))
            throw SqsException.MissingParameter("QueueName");
        return new QueueUrlResponse(Url(baseUrl, queues.Find(request.QueueName) ?? throw SqsException.QueueDoesNotExist(request.QueueName)));
    }

    public ListQueuesResponse List(ListQueuesRequest request, string baseUrl)
    {
        rules.CheckPaging(request);
        var found = queues.All.Where(queue => queue.Name.StartsWith(request.QueueNamePrefix ?? "", StringComparison.Ordinal));
        var (urls, next) = Page(found, request.MaxResults, request.NextToken, baseUrl);
        return new ListQueuesResponse(urls, next);
    }

    /// <summary>The queues whose dead-letter queue a queue is.</summary>
    public ListDeadLetterSourceQueuesResponse ListDeadLetterSources(ListDeadLetterSourceQueuesRequest request, string baseUrl)
    {
        var target = queues.Get(request.QueueUrl);
        var found = queues.All.Where(queue => queue.Settings.Redrive?.QueueName == target.Name);
        var (urls, next) = Page(found, request.MaxResults, request.NextToken, baseUrl);
        return new ListDeadLetterSourceQueuesResponse(urls, next);
    }

    public EmptyResponse Tag(TagQueueRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var tags = request.Tags ?? throw SqsException.MissingParameter("Tags");
        rules.CheckTags(tags);
        SetTags(queue, () => tags.Concat(queue.Tags.Where(tag => !tags.ContainsKey(tag.Key))));
        return EmptyResponse.Instance;
    }

    public EmptyResponse Untag(UntagQueueRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var keys = request.TagKeys ?? throw SqsException.MissingParameter("TagKeys");
        SetTags(queue, () => queue.Tags.Where(tag => !keys.Contains(tag.Key)));
        return EmptyResponse.Instance;
    }

    public QueueTagsResponse ListTags(QueueRequest request) => new(queues.Get(request.QueueUrl).Tags);

    /// <summary>Applies the declaration of a queue: creates it, or gives it the declared attributes.</summary>
    public void Declare(string name, IReadOnlyDictionary<string, string> attributes)
    {
        if (queues.Find(name) is { } queue)
            Set(queue, attributes);
        else
            Create(name, name.EndsWith(FifoSuffix, StringComparison.Ordinal)
                ? new Dictionary<string, string>(attributes) { [QueueAttribute.FifoQueue] = "true" }
                : new Dictionary<string, string>(attributes), []);
    }

    public QueueAttributesResponse GetAttributes(GetQueueAttributesRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        var requested = QueueAttribute.Requested(request.AttributeNames, rules);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in requested)
        {
            if (queue.Settings.Value(name, rules, queue.IsFifo) is { } value)
                values[name] = value;
        }

        AddFacts(queue, requested, values);
        return new QueueAttributesResponse(values.Count > 0 ? values : null);
    }

    public EmptyResponse SetAttributes(SetQueueAttributesRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        Set(queue, request.Attributes ?? throw SqsException.MissingParameter("Attributes"));
        return EmptyResponse.Instance;
    }

    public EmptyResponse Purge(QueueRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        lock (_changes)
        {
            var now = time.GetUtcNow();
            if (now - queue.Purged < PurgeInterval)
                throw new SqsException(SqsError.PurgeQueueInProgress,
                    $"Only one PurgeQueue operation on {queue.Name} is allowed every {PurgeInterval.TotalSeconds} seconds.");
            database.Transact(() => messages.DeleteSentBefore(queue.Id, long.MaxValue));
            queue.Purged = now;
        }

        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    public EmptyResponse Delete(QueueRequest request)
    {
        var queue = queues.Get(request.QueueUrl);
        lock (_changes)
        {
            database.Transact(() =>
            {
                messages.DeleteAll(queue.Id);
                table.Delete(queue.Id);
                queue.IsDeleted = true;
            });
            queues.Remove(queue);
        }

        queue.Changed.Set();
        return EmptyResponse.Instance;
    }

    void SetTags(Queue queue, Func<IEnumerable<KeyValuePair<string, string>>> change)
    {
        lock (_changes)
        {
            var tags = change().ToDictionary(StringComparer.Ordinal);
            rules.CheckTags(tags);
            database.Transact(() => table.SetTags(queue.Id, tags));
            queue.Tags = tags;
        }
    }

    Queue Create(string? name, Dictionary<string, string> attributes, Dictionary<string, string> tags)
    {
        var fifo = CheckName(name, attributes);
        var settable = attributes.Where(attribute => attribute.Key != QueueAttribute.FifoQueue).ToDictionary(StringComparer.Ordinal);
        foreach (var (attribute, value) in settable)
            QueueAttribute.CheckSet(attribute, value ?? "", fifo, rules);
        lock (_changes)
        {
            var settings = QueueSettings.Parse(settable, Now);
            if (queues.Find(name!) is { } existing)
                return CheckSame(existing, settings);
            rules.CheckQueueCount(queues.Count);
            CheckDeadLetterQueue(settings.Redrive, fifo);
            var queue = database.Transact(() => table.Insert(name!, fifo, settings, tags));
            queues.Add(queue);
            return queue;
        }
    }

    void Set(Queue queue, IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
            QueueAttribute.CheckSet(name, value ?? "", queue.IsFifo, rules);
        lock (_changes)
        {
            var settings = queue.Settings.With(attributes, Now);
            if (attributes.ContainsKey(QueueAttribute.RedrivePolicy))
                CheckDeadLetterQueue(settings.Redrive, queue.IsFifo);
            database.Transact(() => table.Update(queue.Id, settings));
            queue.Settings = settings;
        }

        queue.Changed.Set();
    }

    /// <summary>CreateQueue of an existing queue succeeds when no attribute differs.</summary>
    Queue CheckSame(Queue existing, QueueSettings wanted)
    {
        var different = wanted.Attributes.Keys.FirstOrDefault(name => name == QueueAttribute.RedrivePolicy
            ? existing.Settings.Redrive != wanted.Redrive
            : existing.Settings.Value(name, rules, existing.IsFifo) != wanted.Value(name, rules, existing.IsFifo));
        return different is null
            ? existing
            : throw new SqsException(SqsError.QueueNameExists, $"A queue already exists with the same name and a different value for attribute {different}.");
    }

    /// <summary>A dead-letter queue exists and is of the same type (Scaleway: Queues concepts; AWS alike).</summary>
    void CheckDeadLetterQueue(RedrivePolicy? redrive, bool fifo)
    {
        if (redrive is null)
            return;
        var target = queues.Find(redrive.QueueName)
            ?? throw SqsException.InvalidParameterValue(QueueAttribute.RedrivePolicy, redrive.QueueName, "Dead letter target does not exist.");
        if (target.IsFifo != fifo)
            throw SqsException.InvalidParameterValue(QueueAttribute.RedrivePolicy, redrive.QueueName,
                "Dead-letter queue must be same type of queue as the source.");
    }

    void AddFacts(Queue queue, HashSet<string> requested, Dictionary<string, string> values)
    {
        Add(QueueAttribute.QueueArn, () => rules.ArnPrefix + queue.Name);
        Add(QueueAttribute.CreatedTimestamp, () => $"{queue.Created}");
        Add(QueueAttribute.LastModifiedTimestamp, () => $"{queue.Settings.Modified}");
        if (!requested.Any(name => name.StartsWith(QueueAttribute.ApproximateNumberOfMessages, StringComparison.Ordinal)))
            return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var counts = database.Transact(() =>
        {
            messages.DeleteSentBefore(queue.Id, now - queue.Settings.RetentionSeconds * 1000L);
            return messages.Counts(queue.Id, now);
        });
        var (visible, notVisible) = rules.DeliveredCountsAsNotVisible
            ? (counts.Ready, counts.InFlight + counts.Returned)
            : (counts.Ready + counts.Returned, counts.InFlight);
        Add(QueueAttribute.ApproximateNumberOfMessages, () => $"{visible}");
        Add(QueueAttribute.ApproximateNumberOfMessagesNotVisible, () => $"{notVisible}");
        Add(QueueAttribute.ApproximateNumberOfMessagesDelayed, () => $"{counts.Delayed}");

        void Add(string name, Func<string> value)
        {
            if (requested.Contains(name))
                values[name] = value();
        }
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
        var suffixed = name.EndsWith(FifoSuffix, StringComparison.Ordinal);
        var fifo = attributes.GetValueOrDefault(QueueAttribute.FifoQueue);
        if (fifo is not (null or "true"))
            throw SqsException.InvalidAttributeValue(QueueAttribute.FifoQueue, "It can only be true; standard queues go without it.");
        if (suffixed != fifo is "true")
            throw SqsException.InvalidParameterValue("QueueName", name, "The name of a FIFO queue ends with .fifo, and FifoQueue is true.");
        return suffixed;
    }

    /// <summary>One page in the order of names. As on AWS, a request without MaxResults gets one page and no token.</summary>
    static (List<string> Urls, string? NextToken) Page(IEnumerable<Queue> found, int? maxResults, string? token, string baseUrl)
    {
        var limit = MessageRules.CheckRange("MaxResults", maxResults ?? 1000, 1, 1000);
        var last = token is null ? "" : ReadToken(token);
        var page = found.Where(queue => string.CompareOrdinal(queue.Name, last) > 0)
            .OrderBy(queue => queue.Name, StringComparer.Ordinal).Take(limit + 1).ToList();
        var more = page.Count > limit && maxResults is not null;
        var urls = page.Take(limit).Select(queue => Url(baseUrl, queue)).ToList();
        return (urls, more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page[limit - 1].Name)) : null);
    }

    static string ReadToken(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        }
        catch (FormatException)
        {
            throw SqsException.InvalidParameterValue("NextToken", token, "It was not returned by an earlier page.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.fifo)?\z")]
    private static partial Regex QueueName();
}
