using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>What a message may consist of (Amazon SQS API Reference, SendMessage; Developer Guide, message quotas).</summary>
static partial class MessageRules
{
    /// <summary>12 hours: the longest visibility timeout, and the longest that all its changes may add up to.</summary>
    public const int MaxVisibilitySeconds = 43_200;

    /// <summary>Organization quotas of Scaleway: 256 KB a message, body and attributes together; also the sum of a batch.</summary>
    public const int MaxBytes = 256 * 1024;

    const int MaxBatchEntries = 10;
    const int MaxAttributes = 10;

    static readonly HashSet<string> SystemAttributes =
        ["SenderId", "SentTimestamp", "ApproximateReceiveCount", "SequenceNumber", "MessageDeduplicationId"];

    /// <summary>System attributes of AWS that Scaleway Queues lacks.</summary>
    static readonly HashSet<string> UnsupportedSystemAttributes =
        ["ApproximateFirstReceiveTimestamp", "AWSTraceHeader", "MessageGroupId", "DeadLetterQueueSourceArn"];

    /// <summary>Checks the body and the attributes.</summary>
    /// <returns>Size in bytes as it counts against limits.</returns>
    public static int CheckContent(SendMessageRequest message, int maximumMessageSize)
    {
        if (string.IsNullOrEmpty(message.MessageBody))
            throw SqsException.MissingParameter("MessageBody");
        CheckCharacters(message.MessageBody);
        CheckAttributes(message.MessageAttributes);
        var size = Size(message);
        if (size > maximumMessageSize)
            throw new SqsException(SqsError.InvalidParameterValue,
                $"One or more parameters are invalid. Reason: Message must be shorter than {maximumMessageSize} bytes.");
        return size;
    }

    /// <summary>Bytes of the body and of each attribute's name, type and value; system attributes count nothing.</summary>
    public static int Size(SendMessageRequest message)
    {
        var size = Encoding.UTF8.GetByteCount(message.MessageBody ?? "");
        foreach (var (name, value) in message.MessageAttributes ?? [])
        {
            size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value?.DataType ?? "")
                + (value?.BinaryValue?.Length ?? Encoding.UTF8.GetByteCount(value?.StringValue ?? ""));
        }

        return size;
    }

    /// <summary>Group and deduplication ids: 1 to 128 letters, digits and ASCII punctuation.</summary>
    public static void CheckFifoId(string parameter, string? value)
    {
        if (value is { Length: 0 or > 128 } || value?.Any(c => c is <= ' ' or > '~') == true)
            throw SqsException.InvalidParameterValue(parameter, value,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    /// <summary>Checks an integer parameter.</summary>
    public static int CheckRange(string parameter, int value, int min, int max) => value >= min && value <= max
        ? value
        : throw SqsException.InvalidParameterValue(parameter, value, $"Must be between {min} and {max}, if provided.");

    /// <summary>A list of names, which JSON could write with null as an item.</summary>
    public static List<string> Names(List<string?>? names) =>
        [.. (names ?? []).Select(name => name ?? throw new JsonException("An item of a list of names is not a string."))];

    /// <summary>The system attributes to answer with; All stands for every one that Scaleway Queues has.</summary>
    public static HashSet<string> CheckSystemNames(List<string?> names)
    {
        var requested = Names(names).ToHashSet(StringComparer.Ordinal);
        foreach (var name in requested)
        {
            if (UnsupportedSystemAttributes.Contains(name))
                throw new SqsException(SqsError.InvalidAttributeName, $"Scaleway Queues does not support the message attribute {name}.");
            if (name != "All" && !SystemAttributes.Contains(name))
                throw SqsException.UnknownAttribute(name);
        }

        return requested.Contains("All") ? SystemAttributes : requested;
    }

    /// <summary>Rules of a batch as a whole: 1 to 10 entries with distinct ids. Breaking one refuses the batch; an invalid entry fails alone.</summary>
    public static List<T> CheckBatch<T>(List<T>? entries)
        where T : IBatchEntry
    {
        if (entries is not { Count: > 0 })
            throw new SqsException(SqsError.EmptyBatchRequest, "There should be at least one entry in the batch.");
        if (entries.Count > MaxBatchEntries)
            throw new SqsException(SqsError.TooManyEntriesInBatchRequest,
                $"Maximum number of entries per request are {MaxBatchEntries}. You have sent {entries.Count}.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!EntryId().IsMatch(entry?.Id ?? ""))
                throw new SqsException(SqsError.InvalidBatchEntryId,
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");
            if (!ids.Add(entry!.Id!))
                throw new SqsException(SqsError.BatchEntryIdsNotDistinct, $"Id {entry.Id} repeated.");
        }

        return entries;
    }

    /// <summary>Carries out each entry; those that are refused are reported, the others are not affected.</summary>
    public static BatchResponse<TResult> Each<TEntry, TResult>(IReadOnlyList<TEntry> entries, Func<TEntry, TResult> carryOut)
        where TEntry : IBatchEntry
    {
        var successful = new List<TResult>(entries.Count);
        var failed = new List<BatchFailure>();
        foreach (var entry in entries)
        {
            try
            {
                successful.Add(carryOut(entry));
            }
            catch (SqsException e)
            {
                failed.Add(new BatchFailure(entry.Id!, e.Error.Code, e.Message, SenderFault: true));
            }
        }

        return new BatchResponse<TResult>(successful, failed);
    }

    static void CheckAttributes(Dictionary<string, MessageAttributeValue>? attributes)
    {
        if (attributes is null)
            return;
        if (attributes.Count > MaxAttributes)
            throw new SqsException(SqsError.InvalidParameterValue,
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{MaxAttributes}].");
        foreach (var (name, value) in attributes)
        {
            CheckAttributeName(name);
            CheckAttributeValue(name, value);
        }
    }

    static void CheckAttributeName(string name)
    {
        if (!AttributeName().IsMatch(name) || name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase))
            throw new SqsException(SqsError.InvalidParameterValue,
                $"The message attribute name '{name}' is invalid. It has 1 to 256 letters, digits, '_', '-' and '.', neither starts nor ends "
                + "with '.', has no two of them in a row, and does not start with AWS. or Amazon.");
    }

    static void CheckAttributeValue(string name, MessageAttributeValue? value)
    {
        var type = value?.DataType ?? "";
        if (type.Length > 256 || !DataType().IsMatch(type))
            throw Invalid("has an invalid type. The type starts with String, Number or Binary, optionally followed by '.' and a label.");
        if (type.StartsWith("Binary", StringComparison.Ordinal)
                ? value is not { BinaryValue.Length: > 0, StringValue: null }
                : value is not { StringValue.Length: > 0, BinaryValue: null })
            throw Invalid($"must contain a non-empty value of type {type}.");
        if (type.StartsWith("Number", StringComparison.Ordinal)
            && !double.TryParse(value!.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw Invalid("is not a number.");
        if (value!.StringValue is { } text)
            CheckCharacters(text);

        SqsException Invalid(string reason) =>
            new(SqsError.InvalidParameterValue, $"The message attribute '{name}' {reason}");
    }

    /// <summary>
    /// SQS takes the characters that XML 1.0 takes. Unpaired surrogates never come here: they are no valid JSON.
    /// </summary>
    static void CheckCharacters(string text)
    {
        if (Forbidden().IsMatch(text))
            throw new SqsException(SqsError.InvalidMessageContents,
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.");
    }

    [GeneratedRegex(@"^(?!.*\.\.)(?!\.)[A-Za-z0-9_.-]{1,256}(?<!\.)\z")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex EntryId();

    [GeneratedRegex(@"^(String|Number|Binary)(\..+)?\z")]
    private static partial Regex DataType();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex Forbidden();
}
