using System.Globalization;
using System.Text.Json;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>Queue attributes of Scaleway Queues: names, ranges and defaults (Amazon SQS API Reference, SetQueueAttributes).</summary>
static class QueueAttribute
{
    public const string VisibilityTimeout = "VisibilityTimeout";
    public const string MessageRetentionPeriod = "MessageRetentionPeriod";
    public const string ReceiveMessageWaitTimeSeconds = "ReceiveMessageWaitTimeSeconds";
    public const string MaximumMessageSize = "MaximumMessageSize";
    public const string ContentBasedDeduplication = "ContentBasedDeduplication";
    public const string RedrivePolicy = "RedrivePolicy";
    public const string FifoQueue = "FifoQueue";
    public const string QueueArn = "QueueArn";
    public const string CreatedTimestamp = "CreatedTimestamp";
    public const string ApproximateNumberOfMessages = "ApproximateNumberOfMessages";
    public const string ApproximateNumberOfMessagesNotVisible = "ApproximateNumberOfMessagesNotVisible";
    const string DelaySeconds = "DelaySeconds";
    const string All = "All";

    /// <summary>What can be set: the range and the default of those with an integer value.</summary>
    static readonly Dictionary<string, (int Min, int Max, string Default)?> Settable = new(StringComparer.Ordinal)
    {
        [VisibilityTimeout] = (0, MessageRules.MaxVisibilitySeconds, "30"),
        [MessageRetentionPeriod] = (60, 1_209_600, "345600"),
        [ReceiveMessageWaitTimeSeconds] = (0, 20, "0"),
        [MaximumMessageSize] = (1024, MessageRules.MaxBytes, $"{MessageRules.MaxBytes}"),
        [ContentBasedDeduplication] = null,
        [RedrivePolicy] = null,
    };

    static readonly HashSet<string> ReadOnly =
        [FifoQueue, QueueArn, CreatedTimestamp, ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible];

    /// <summary>Attributes of AWS that Scaleway Queues lacks.</summary>
    static readonly HashSet<string> Unsupported =
    [
        DelaySeconds, "Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled",
        "DeduplicationScope", "FifoThroughputLimit", "ApproximateNumberOfMessagesDelayed", "LastModifiedTimestamp",
    ];

    public static string? Default(string name) => Settable.GetValueOrDefault(name)?.Default;

    /// <summary>Whether <paramref name="name"/> can be set by SetQueueAttributes.</summary>
    public static bool IsSettable(string name) => Settable.ContainsKey(name);

    /// <summary>Refuses an attribute that a queue cannot be given. FifoQueue is for CreateQueue alone to check.</summary>
    public static void CheckSet(string name, string value, bool fifo)
    {
        // What equals the only behaviour there is passes: infrastructure tools set DelaySeconds to its default.
        if (name == DelaySeconds && value == "0")
            return;
        CheckSupported(name);
        if (!Settable.TryGetValue(name, out var integer) || (name == ContentBasedDeduplication && !fifo))
            throw SqsException.UnknownAttribute(name);
        // An empty value takes the attribute away.
        if (value.Length == 0)
            return;
        if (integer is var (min, max, _)
            && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max))
            throw SqsException.InvalidAttributeValue(name, $"Must be an integer from {min} to {max}.");
        if (name == ContentBasedDeduplication && value is not ("true" or "false"))
            throw SqsException.InvalidAttributeValue(name, "Must be one of: true, false.");
    }

    /// <summary>The attributes to answer with; All stands for every one there is.</summary>
    public static HashSet<string> Requested(List<string?>? names)
    {
        var requested = MessageRules.Names(names).ToHashSet(StringComparer.Ordinal);
        foreach (var name in requested)
        {
            CheckSupported(name);
            if (name != All && !Settable.ContainsKey(name) && !ReadOnly.Contains(name))
                throw SqsException.UnknownAttribute(name);
        }

        return requested.Contains(All) ? [.. Settable.Keys, .. ReadOnly] : requested;
    }

    static void CheckSupported(string name)
    {
        if (Unsupported.Contains(name))
            throw new SqsException(SqsError.InvalidAttributeName, $"Scaleway Queues does not support the queue attribute {name}.");
    }
}

/// <summary>The attributes that a queue was given, and what follows from them. Durations are in seconds.</summary>
sealed class QueueSettings
{
    /// <summary>Takes attributes that were checked by <see cref="QueueAttribute.CheckSet"/>; an empty value is a default.</summary>
    /// <exception cref="SqsException">The redrive policy is none.</exception>
    public QueueSettings(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        Attributes = attributes.Where(attribute => !string.IsNullOrEmpty(attribute.Value)).ToDictionary(StringComparer.Ordinal);
        Redrive = Attributes.TryGetValue(QueueAttribute.RedrivePolicy, out var json) ? RedrivePolicy.Parse(json) : null;
    }

    /// <summary>The attributes that were given, in the protocol's notation; others have their defaults.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    public RedrivePolicy? Redrive { get; }

    public int RetentionSeconds => Number(QueueAttribute.MessageRetentionPeriod);

    public int WaitSeconds => Number(QueueAttribute.ReceiveMessageWaitTimeSeconds);

    public int VisibilitySeconds => Number(QueueAttribute.VisibilityTimeout);

    public int MaximumMessageSize => Number(QueueAttribute.MaximumMessageSize);

    public bool ContentBasedDeduplication => this[QueueAttribute.ContentBasedDeduplication] == "true";

    /// <summary>The value of an attribute, given or default; null for one that a queue need not have.</summary>
    public string? this[string name] => Attributes.GetValueOrDefault(name) ?? QueueAttribute.Default(name);

    /// <summary>These settings with some attributes given anew.</summary>
    public QueueSettings With(IReadOnlyDictionary<string, string> changes) =>
        new(Attributes.Where(attribute => !changes.ContainsKey(attribute.Key)).Concat(changes));

    int Number(string name) => int.Parse(this[name]!, CultureInfo.InvariantCulture);
}

/// <param name="QueueName">Name of the dead-letter queue.</param>
/// <param name="MaxReceiveCount">Receives after which a message is moved instead of received once more; 1 to 1000.</param>
sealed record RedrivePolicy(string QueueName, int MaxReceiveCount)
{
    const string Target = "deadLetterTargetArn";
    const string Count = "maxReceiveCount";

    /// <exception cref="SqsException">It is not a redrive policy.</exception>
    public static RedrivePolicy Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (!root.TryGetProperty(Target, out var target)
                || target.GetString()?.Split(':') is not ["arn", _, "sqs", _, _, { Length: > 0 } name])
                throw Invalid($"{Target} must be the ARN of a queue.");
            // AWS takes the number as a string too, and infrastructure tools send it so.
            var count = root.TryGetProperty(Count, out var value) ? value.ToString() : "";
            if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var receives) || receives is < 1 or > 1000)
                throw Invalid($"{Count} must be an integer from 1 to 1000.");
            return new RedrivePolicy(name, receives);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("It must be a JSON object.");
        }
    }

    /// <summary>The attribute's value.</summary>
    public override string ToString() => $$"""{"{{Target}}":"{{Queue.Arn(QueueName)}}","{{Count}}":{{MaxReceiveCount}}}""";

    static SqsException Invalid(string reason) => SqsException.InvalidAttributeValue(QueueAttribute.RedrivePolicy, reason);
}
