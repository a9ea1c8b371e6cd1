using System.Collections.Frozen;
using ScalewayPoc.Emulators.Sqs.Protocol;

namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>
/// Where Scaleway Queues and Amazon SQS differ; what they have in common is in the other rules. Sources: Scaleway's
/// documentation pages "Scaleway Queues - Supported Actions" (validated 2025-11), "Queues FAQ" and "Organization
/// quotas"; the Amazon SQS Developer Guide, "Amazon SQS quotas". Scaleway does not document the error codes of its
/// refusals: the nearest of AWS is used, with a message that names the rule.
/// </summary>
sealed class PlatformRules
{
    /// <summary>Supported Actions; Organization quotas: 256 KB a message, 50 queues and 100 MB stored per project.</summary>
    static readonly PlatformRules Scaleway = new()
    {
        Profile = SqsProfile.Scaleway,
        MaxMessageBytes = 256 * 1024,
        MaxQueues = 50,
        MaxStoredBytes = 100_000_000,
        UnsupportedQueueAttributes = Names(
            QueueAttribute.DelaySeconds, QueueAttribute.Policy, QueueAttribute.RedriveAllowPolicy, QueueAttribute.KmsMasterKeyId,
            QueueAttribute.KmsDataKeyReusePeriodSeconds, QueueAttribute.SqsManagedSseEnabled, QueueAttribute.DeduplicationScope,
            QueueAttribute.FifoThroughputLimit, QueueAttribute.ApproximateNumberOfMessagesDelayed, QueueAttribute.LastModifiedTimestamp),
        UnsupportedMessageAttributes = Names(
            SystemAttribute.ApproximateFirstReceiveTimestamp, SystemAttribute.AwsTraceHeader,
            SystemAttribute.MessageGroupId, SystemAttribute.DeadLetterQueueSourceArn),
        ArnPrefix = "arn:scw:sqs:fr-par:project-00000000-0000-0000-0000-000000000000:",
    };

    /// <summary>Amazon SQS quotas: 1 MiB a message (since August 2025), neither queues nor storage limited.</summary>
    static readonly PlatformRules Aws = new()
    {
        Profile = SqsProfile.Aws,
        MaxMessageBytes = 1024 * 1024,
        MaxQueues = int.MaxValue,
        MaxStoredBytes = long.MaxValue,
        UnsupportedQueueAttributes = [],
        UnsupportedMessageAttributes = [],
        ArnPrefix = "arn:aws:sqs:us-east-1:000000000000:",
    };

    /// <summary>Supported Actions: what AWS has and Scaleway Queues lacks.</summary>
    static readonly FrozenSet<string> AwsOnlyActions = Names(
        "ListDeadLetterSourceQueues", "StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask",
        "TagQueue", "UntagQueue", "ListQueueTags");

    static readonly FrozenSet<string> PermissionActions = Names("AddPermission", "RemovePermission");

    public static PlatformRules Of(SqsProfile profile) => profile == SqsProfile.Scaleway ? Scaleway : Aws;

    public required SqsProfile Profile { get; init; }

    /// <summary>Largest message in bytes, body and attributes together; also the largest sum of a batch.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Queues per project, dead-letter queues included.</summary>
    public required int MaxQueues { get; init; }

    /// <summary>Bytes of all messages stored in a project.</summary>
    public required long MaxStoredBytes { get; init; }

    /// <summary>Queue attributes that can be neither set nor requested.</summary>
    public required FrozenSet<string> UnsupportedQueueAttributes { get; init; }

    /// <summary>System attributes of messages that can be neither set nor requested.</summary>
    public required FrozenSet<string> UnsupportedMessageAttributes { get; init; }

    /// <summary>What stands before the name in a queue's ARN.</summary>
    public required string ArnPrefix { get; init; }

    bool IsScaleway => Profile == SqsProfile.Scaleway;

    /// <summary>Queues FAQ: a FIFO queue has one message in flight and no groups; a group id has no effect.</summary>
    public bool FifoIsOneGroup => IsScaleway;

    /// <summary>Supported Actions: once delivered, a message counts as not visible until it is deleted.</summary>
    public bool DeliveredCountsAsNotVisible => IsScaleway;

    /// <exception cref="SqsException">The platform, or the simulator, does not have the action.</exception>
    public void CheckAction(string action)
    {
        Refuse(AwsOnlyActions.Contains(action), action);
        if (PermissionActions.Contains(action))
            throw new SqsException(SqsError.UnsupportedOperation, IsScaleway
                ? $"Scaleway Queues does not support {action}."
                : $"The simulator does not support {action}: it checks no permissions.");
    }

    /// <summary>Supported Actions: tags. On AWS a queue has at most 50; a key has 1 to 128 characters, a value at most 256.</summary>
    public void CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        Refuse(tags.Count > 0, "queue tags");
        if (tags.Count > 50)
            throw new SqsException(SqsError.OverLimit, "A queue has at most 50 tags.");
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw SqsException.InvalidParameterValue("Tags", key, "A key has 1 to 128 characters and does not start with aws:.");
            if (value is null or { Length: > 256 })
                throw SqsException.InvalidParameterValue("Tags", key, "A value has 0 to 256 characters.");
        }
    }

    /// <summary>Supported Actions: DelaySeconds of a message. Zero is no delay, and passes.</summary>
    public void CheckDelay(int? seconds) => Refuse(seconds is > 0, "DelaySeconds");

    /// <summary>Supported Actions: MessageSystemAttribute of a message.</summary>
    public void CheckSystemAttributes(IReadOnlyCollection<KeyValuePair<string, MessageAttributeValue>>? attributes) =>
        Refuse(attributes is { Count: > 0 }, "MessageSystemAttributes");

    /// <summary>
    /// Supported Actions: VisibilityTimeout and ReceiveRequestAttemptId of ReceiveMessage. The latter is taken in profile
    /// aws but has no effect: a receive that is tried again gets other messages, as it would after five minutes there.
    /// </summary>
    public void CheckReceive(ReceiveMessageRequest request)
    {
        Refuse(request.VisibilityTimeout is not null, "VisibilityTimeout of ReceiveMessage (set the queue's)");
        Refuse(request.ReceiveRequestAttemptId is not null, "ReceiveRequestAttemptId");
    }

    /// <summary>Supported Actions: ListQueues has no pages.</summary>
    public void CheckPaging(ListQueuesRequest request) =>
        Refuse(request.MaxResults is not null || request.NextToken is not null, "MaxResults and NextToken of ListQueues");

    /// <summary>Supported Actions: ChangeMessageVisibility takes 0 or the queue's visibility timeout, nothing else.</summary>
    public void CheckVisibilityChange(int seconds, int queueTimeout)
    {
        if (IsScaleway && seconds != 0 && seconds != queueTimeout)
            throw SqsException.InvalidParameterValue("VisibilityTimeout", seconds,
                $"Scaleway Queues supports only 0 and the queue's own visibility timeout, which is {queueTimeout}.");
    }

    /// <summary>Organization quotas: queues per project.</summary>
    public void CheckQueueCount(int existing)
    {
        if (existing >= MaxQueues)
            throw new SqsException(SqsError.OverLimit, $"Scaleway Queues allows {MaxQueues} queues per project.");
    }

    /// <summary>Whether <paramref name="bytes"/> more fit into the project's storage.</summary>
    public bool HasRoom(long stored, int bytes) => stored + bytes <= MaxStoredBytes;

    /// <summary>Organization quotas: storage per project, dead-letter queues included.</summary>
    public SqsException StorageExceeded() =>
        new(SqsError.OverLimit, $"Scaleway Queues stores at most {MaxStoredBytes / 1_000_000} MB of messages per project, dead-letter queues included.");

    void Refuse(bool used, string what)
    {
        if (IsScaleway && used)
            throw new SqsException(SqsError.UnsupportedOperation, $"Scaleway Queues does not support {what}.");
    }

    static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>Whose limits the simulator has.</summary>
public enum SqsProfile
{
    /// <summary>Scaleway Queues: what the platform lacks is refused, so that its use fails here and not in production.</summary>
    Scaleway,

    /// <summary>Amazon SQS.</summary>
    Aws,
}
