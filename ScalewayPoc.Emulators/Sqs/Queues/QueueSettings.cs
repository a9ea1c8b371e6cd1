using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>The attributes that a queue was given, and what follows from them. Durations are in seconds.</summary>
sealed record QueueSettings
{
    /// <summary>The attributes that were given, in the protocol's notation; others have their defaults.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Time of the last change, Unix seconds.</summary>
    public required long Modified { get; init; }

    public required RedrivePolicy? Redrive { get; init; }

    public required int DelaySeconds { get; init; }

    public required int RetentionSeconds { get; init; }

    public required int WaitSeconds { get; init; }

    public required int VisibilitySeconds { get; init; }

    public required int? MaximumMessageSize { get; init; }

    public bool ContentBasedDeduplication => IsTrue(QueueAttribute.ContentBasedDeduplication);

    /// <summary>Deduplication ids are those of a group, not of the queue.</summary>
    public bool DeduplicatesPerGroup => Attributes.GetValueOrDefault(QueueAttribute.DeduplicationScope) == "messageGroup";

    /// <summary>Reads attributes that were checked by <see cref="QueueAttribute.CheckSet"/>; an empty value is a default.</summary>
    public static QueueSettings Parse(IEnumerable<KeyValuePair<string, string>> attributes, long modified)
    {
        var given = attributes.Where(attribute => !string.IsNullOrEmpty(attribute.Value)).ToDictionary(StringComparer.Ordinal);
        return new QueueSettings
        {
            Attributes = given,
            Modified = modified,
            Redrive = given.TryGetValue(QueueAttribute.RedrivePolicy, out var json) ? RedrivePolicy.Parse(json) : null,
            DelaySeconds = Number(QueueAttribute.DelaySeconds) ?? 0,
            RetentionSeconds = Number(QueueAttribute.MessageRetentionPeriod) ?? 345_600,
            WaitSeconds = Number(QueueAttribute.ReceiveMessageWaitTimeSeconds) ?? 0,
            VisibilitySeconds = Number(QueueAttribute.VisibilityTimeout) ?? 30,
            MaximumMessageSize = Number(QueueAttribute.MaximumMessageSize),
        };

        int? Number(string name) => given.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>These settings with some attributes given anew.</summary>
    public QueueSettings With(IReadOnlyDictionary<string, string> changes, long modified) =>
        Parse(Attributes.Where(attribute => !changes.ContainsKey(attribute.Key)).Concat(changes), modified);

    /// <summary>The value of an attribute, given or default; null for one that a queue need not have.</summary>
    public string? Value(string name, PlatformRules rules, bool fifo) => name switch
    {
        QueueAttribute.DelaySeconds => Text(DelaySeconds),
        QueueAttribute.MessageRetentionPeriod => Text(RetentionSeconds),
        QueueAttribute.ReceiveMessageWaitTimeSeconds => Text(WaitSeconds),
        QueueAttribute.VisibilityTimeout => Text(VisibilitySeconds),
        QueueAttribute.MaximumMessageSize => Text(MessageLimit(rules)),
        QueueAttribute.FifoQueue => fifo ? "true" : null,
        QueueAttribute.ContentBasedDeduplication => fifo ? (ContentBasedDeduplication ? "true" : "false") : null,
        _ => Attributes.GetValueOrDefault(name),
    };

    /// <summary>Largest message in bytes; never more than the platform's, which may have changed since it was set.</summary>
    public int MessageLimit(PlatformRules rules) => Math.Min(MaximumMessageSize ?? int.MaxValue, rules.MaxMessageBytes);

    bool IsTrue(string name) => Attributes.GetValueOrDefault(name) == "true";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>When a message goes to the dead-letter queue, and to which.</summary>
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
            var name = root.TryGetProperty(Target, out var target) ? QueueArn.Name(target.GetString()) : null;
            if (name is null)
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

    /// <summary>The attribute's value for a dead-letter queue.</summary>
    public static string Write(string arn, int maxReceiveCount) => $$"""{"{{Target}}":"{{arn}}","{{Count}}":{{maxReceiveCount}}}""";

    static SqsException Invalid(string reason) => SqsException.InvalidAttributeValue(QueueAttribute.RedrivePolicy, reason);
}

static class QueueArn
{
    /// <returns>The queue's name; null for a text that is not the ARN of a queue.</returns>
    public static string? Name(string? arn) => arn?.Split(':') is ["arn", _, "sqs", _, _, { Length: > 0 } name] ? name : null;
}
