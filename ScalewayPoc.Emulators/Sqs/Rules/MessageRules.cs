using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Sqs.Protocol;

namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>What a message may consist of (Amazon SQS API Reference, SendMessage; Developer Guide, message quotas).</summary>
static partial class MessageRules
{
    /// <summary>12 hours: the longest visibility timeout, and the longest that all its changes may add up to.</summary>
    public const int MaxVisibilitySeconds = 43_200;

    /// <summary>Messages in flight per queue (Amazon SQS quotas).</summary>
    public const int MaxInFlight = 120_000;

    /// <summary>Time for which a FIFO queue keeps a deduplication id.</summary>
    public static readonly TimeSpan DeduplicationInterval = TimeSpan.FromMinutes(5);

    const int MaxAttributes = 10;

    /// <summary>Checks the body and the attributes.</summary>
    /// <returns>Size in bytes as it counts against limits.</returns>
    public static int CheckContent(IOutgoingMessage message, int maximumMessageSize)
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
    public static int Size(IOutgoingMessage message)
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
    public static void CheckFifoId(string parameter, string value)
    {
        if (value.Length is 0 or > 128 || value.Any(c => c is <= ' ' or > '~'))
            throw SqsException.InvalidParameterValue(parameter, value,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    /// <summary>Checks an integer parameter.</summary>
    public static int CheckRange(string parameter, int value, int min, int max) => value >= min && value <= max
        ? value
        : throw SqsException.InvalidParameterValue(parameter, value, $"Must be between {min} and {max}, if provided.");

    /// <summary>The one system attribute that a sender can set: a string AWSTraceHeader.</summary>
    public static string? TraceHeader(Dictionary<string, MessageAttributeValue>? attributes)
    {
        foreach (var (name, value) in attributes ?? [])
        {
            if (name != SystemAttribute.AwsTraceHeader || value is not { DataType: "String", StringValue.Length: > 0 })
                throw SqsException.InvalidParameterValue("MessageSystemAttributes", name, "Only a String AWSTraceHeader can be sent.");
        }

        return attributes?.Values.SingleOrDefault()?.StringValue;
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

    [GeneratedRegex(@"^(String|Number|Binary)(\..+)?\z")]
    private static partial Regex DataType();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex Forbidden();
}
