using System.Globalization;
using ScalewayPoc.Emulators.Sqs.Protocol;

namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>Queue attributes: their names, ranges and defaults (Amazon SQS API Reference, SetQueueAttributes).</summary>
static class QueueAttribute
{
    public const string All = "All";
    public const string DelaySeconds = "DelaySeconds";
    public const string MaximumMessageSize = "MaximumMessageSize";
    public const string MessageRetentionPeriod = "MessageRetentionPeriod";
    public const string ReceiveMessageWaitTimeSeconds = "ReceiveMessageWaitTimeSeconds";
    public const string VisibilityTimeout = "VisibilityTimeout";
    public const string RedrivePolicy = "RedrivePolicy";
    public const string RedriveAllowPolicy = "RedriveAllowPolicy";
    public const string Policy = "Policy";
    public const string KmsMasterKeyId = "KmsMasterKeyId";
    public const string KmsDataKeyReusePeriodSeconds = "KmsDataKeyReusePeriodSeconds";
    public const string SqsManagedSseEnabled = "SqsManagedSseEnabled";
    public const string FifoQueue = "FifoQueue";
    public const string ContentBasedDeduplication = "ContentBasedDeduplication";
    public const string DeduplicationScope = "DeduplicationScope";
    public const string FifoThroughputLimit = "FifoThroughputLimit";
    public const string QueueArn = "QueueArn";
    public const string CreatedTimestamp = "CreatedTimestamp";
    public const string LastModifiedTimestamp = "LastModifiedTimestamp";
    public const string ApproximateNumberOfMessages = "ApproximateNumberOfMessages";
    public const string ApproximateNumberOfMessagesNotVisible = "ApproximateNumberOfMessagesNotVisible";
    public const string ApproximateNumberOfMessagesDelayed = "ApproximateNumberOfMessagesDelayed";

    /// <summary>Attributes that only the queue itself sets.</summary>
    static readonly HashSet<string> ReadOnly =
    [
        QueueArn, CreatedTimestamp, LastModifiedTimestamp,
        ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed,
    ];

    static readonly HashSet<string> FifoOnly = [ContentBasedDeduplication, DeduplicationScope, FifoThroughputLimit];

    /// <summary>Checks that exist per attribute; a check returns what is wrong, or null.</summary>
    static readonly Dictionary<string, Func<string, PlatformRules, string?>> Checks = new(StringComparer.Ordinal)
    {
        [DelaySeconds] = (value, _) => Range(value, 0, 900),
        [MaximumMessageSize] = (value, rules) => Range(value, 1024, rules.MaxMessageBytes),
        [MessageRetentionPeriod] = (value, _) => Range(value, 60, 1_209_600),
        [ReceiveMessageWaitTimeSeconds] = (value, _) => Range(value, 0, 20),
        [VisibilityTimeout] = (value, _) => Range(value, 0, MessageRules.MaxVisibilitySeconds),
        [KmsDataKeyReusePeriodSeconds] = (value, _) => Range(value, 60, 86_400),
        [SqsManagedSseEnabled] = (value, _) => OneOf(value, "true", "false"),
        [ContentBasedDeduplication] = (value, _) => OneOf(value, "true", "false"),
        [DeduplicationScope] = (value, _) => OneOf(value, "queue", "messageGroup"),
        [FifoThroughputLimit] = (value, _) => OneOf(value, "perQueue", "perMessageGroupId"),
        [RedrivePolicy] = (_, _) => null,
        [RedriveAllowPolicy] = (_, _) => null,
        [Policy] = (_, _) => null,
        [KmsMasterKeyId] = (_, _) => null,
    };

    /// <summary>Whether <paramref name="name"/> can be set by SetQueueAttributes.</summary>
    public static bool IsSettable(string name) => Checks.ContainsKey(name);

    /// <summary>Refuses an attribute that a queue cannot be given. FifoQueue is for CreateQueue alone to check.</summary>
    public static void CheckSet(string name, string value, bool fifo, PlatformRules rules)
    {
        if (!Checks.TryGetValue(name, out var check) || (FifoOnly.Contains(name) && !fifo))
            throw SqsException.UnknownAttribute(name);
        // What equals the only behaviour there is passes: infrastructure tools set DelaySeconds to its default.
        if (!(name == DelaySeconds && value == "0"))
            CheckSupported(name, rules);
        // An empty value takes the attribute away.
        if (value.Length > 0 && check(value, rules) is { } reason)
            throw SqsException.InvalidAttributeValue(name, reason);
    }

    /// <summary>The attributes to answer with; All stands for every one that the platform has.</summary>
    public static HashSet<string> Requested(IReadOnlyCollection<string>? names, PlatformRules rules)
    {
        var requested = new HashSet<string>(names ?? [], StringComparer.Ordinal);
        foreach (var name in requested)
        {
            if (name != All && name != FifoQueue && !Checks.ContainsKey(name) && !ReadOnly.Contains(name))
                throw SqsException.UnknownAttribute(name);
            CheckSupported(name, rules);
        }

        if (requested.Contains(All))
        {
            requested.UnionWith(Checks.Keys.Concat(ReadOnly).Append(FifoQueue));
            requested.ExceptWith(rules.UnsupportedQueueAttributes);
        }

        return requested;
    }

    static void CheckSupported(string name, PlatformRules rules)
    {
        if (rules.UnsupportedQueueAttributes.Contains(name))
            throw new SqsException(SqsError.InvalidAttributeName, $"Scaleway Queues does not support the queue attribute {name}.");
    }

    static string? Range(string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? null
            : $"Must be an integer from {min} to {max}.";

    static string? OneOf(string value, params string[] allowed) =>
        allowed.Contains(value, StringComparer.Ordinal) ? null : $"Must be one of: {string.Join(", ", allowed)}.";
}
