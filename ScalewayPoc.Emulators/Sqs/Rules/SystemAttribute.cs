namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>Names of the attributes that the queue sets on a message.</summary>
static class SystemAttribute
{
    public const string All = "All";
    public const string SenderId = "SenderId";
    public const string SentTimestamp = "SentTimestamp";
    public const string ApproximateReceiveCount = "ApproximateReceiveCount";
    public const string ApproximateFirstReceiveTimestamp = "ApproximateFirstReceiveTimestamp";
    public const string SequenceNumber = "SequenceNumber";
    public const string MessageDeduplicationId = "MessageDeduplicationId";
    public const string MessageGroupId = "MessageGroupId";
    public const string AwsTraceHeader = "AWSTraceHeader";
    public const string DeadLetterQueueSourceArn = "DeadLetterQueueSourceArn";

    static readonly HashSet<string> Known =
    [
        All, SenderId, SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp, SequenceNumber,
        MessageDeduplicationId, MessageGroupId, AwsTraceHeader, DeadLetterQueueSourceArn,
    ];

    /// <summary>
    /// The requested attributes. The SDK has two lists for it, the older of which (AttributeNames) is deprecated.
    /// </summary>
    public static HashSet<string> Requested(PlatformRules rules, params ReadOnlySpan<List<string>?> lists)
    {
        var requested = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in lists)
            requested.UnionWith(list ?? []);
        foreach (var name in requested)
        {
            if (!Known.Contains(name))
                throw Protocol.SqsException.UnknownAttribute(name);
            if (rules.UnsupportedMessageAttributes.Contains(name))
                throw new Protocol.SqsException(Protocol.SqsError.InvalidAttributeName, $"Scaleway Queues does not support the message attribute {name}.");
        }

        if (requested.Contains(All))
            requested.UnionWith(Known.Except(rules.UnsupportedMessageAttributes));
        return requested;
    }
}
