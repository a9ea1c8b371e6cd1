using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>
/// Reads the body of a queue message: a CloudEvents 1.0 JSON document, of this system or of another producer. Strict, and
/// with a reason that tells the producer what to change; what passes here fits into the event log.
/// </summary>
static class EnvelopeReader
{
    /// <summary>Longest id, in characters.</summary>
    public const int IdLength = 128;

    /// <summary>Longest type and subject, in characters: PostgreSQL's index entries end at 2,704 bytes.</summary>
    public const int IndexedLength = 512;

    /// <summary>Longest source, in characters.</summary>
    public const int SourceLength = 2048;

    const int SequenceDigits = 16;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = Limits.DataDepth + 1 };

    static readonly string[] Required = ["specversion", "id", "source", "type", "time"];
    static readonly string[] Optional = ["subject", "sequence", "datacontenttype", "traceparent", "tracestate"];

    /// <summary>Reads one body. Never throws because of what is in it.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="messageId">The queue's id of the message where it is known.</param>
    public static ReadResult Read(ReadOnlyMemory<byte> body, string? messageId)
    {
        if (body.IsEmpty)
        {
            return Refuse("the body is empty");
        }
        if (body.Length > Limits.QueueRequestBytes)
        {
            return Refuse($"the body has {body.Length} bytes, at most {Limits.QueueRequestBytes} are allowed");
        }
        if (!Utf8.IsValid(body.Span))
        {
            return Refuse("the body is not UTF-8");
        }
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (FindFault(root) is { } fault)
            {
                return Refuse(fault);
            }
            var envelope = root.Deserialize(ContractsJsonContext.Default.EventEnvelope)!;
            return FindFault(envelope) is { } value
                ? Refuse(value)
                : new(new(envelope, SequenceOf(envelope), Data(root)) { MessageId = messageId }, null);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException { InnerException: InvalidOperationException })
        {
            // The only way to get here: an escape such as \ud800 that stands for no character.
            return Refuse("an attribute has an unpaired surrogate");
        }
        catch (JsonException e)
        {
            return Refuse("the body is not a JSON document of the expected form: " + e.Message);
        }
    }

    static ReadResult Refuse(string reason) => new(null, reason);

    /// <summary>What is wrong with the document, before it is taken for an envelope.</summary>
    static string? FindFault(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return $"the body is {Describe(root.ValueKind)}, not a CloudEvents object";
        }
        if (Required.FirstOrDefault(name => IsAbsent(root, name)) is { } missing)
        {
            return $"'{missing}' is missing";
        }
        if (Required.Concat(Optional).FirstOrDefault(name => !IsAbsent(root, name)
            && root.GetProperty(name).ValueKind != JsonValueKind.String) is { } other)
        {
            return $"'{other}' is {Describe(root.GetProperty(other).ValueKind)}, not a string";
        }
        if (root.GetProperty("specversion").GetString() is not EventEnvelope.SupportedSpecVersion and var version)
        {
            return $"'specversion' is {Quote(version)}, only '{EventEnvelope.SupportedSpecVersion}' is supported";
        }
        // RFC 3339 wants the offset; without it the time would be taken for local.
        var time = root.GetProperty("time");
        if (!time.TryGetDateTimeOffset(out _)
            || time.GetString() is not ([.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]))
        {
            return $"'time' is {Quote(time.GetString())}, not an RFC 3339 time with offset";
        }
        return IsAbsent(root, "data_base64") ? null : "the payload is binary ('data_base64'), only JSON ('data') is kept";
    }

    // CloudEvents: an attribute that is null is one that is not there.
    static bool IsAbsent(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    /// <summary>What is wrong with the envelope's values.</summary>
    static string? FindFault(EventEnvelope e) =>
        TextFault("id", e.Id, IdLength)
        ?? TextFault("source", e.Source, SourceLength)
        ?? (Uri.IsWellFormedUriString(e.Source, UriKind.RelativeOrAbsolute) ? null : $"'source' is {Quote(e.Source)}, not a URI reference")
        ?? TextFault("type", e.Type, IndexedLength)
        ?? (e.Subject is null ? null : TextFault("subject", e.Subject, IndexedLength))
        ?? (e.Sequence is null or { Length: SequenceDigits } && (e.Sequence ?? "").All(char.IsAsciiDigit)
            ? null : $"'sequence' is {Quote(e.Sequence)}, not {SequenceDigits} digits")
        ?? (e.Time.ToUnixTimeMilliseconds() is >= 0 and < 10_000_000_000_000
            ? null : "'time' is not between 1970 and 2286, the range of a sequence in microseconds");

    static string? TextFault(string name, string? text, int longest) => text switch
    {
        null or "" => $"'{name}' is missing or empty",
        _ when text.Length > longest => $"'{name}' has {text.Length} characters, at most {longest} are allowed",
        _ when text.Any(char.IsControl) => $"'{name}' has a control character",
        _ => null,
    };

    static long SequenceOf(EventEnvelope e) => e.Sequence is { } digits
        ? long.Parse(digits, CultureInfo.InvariantCulture)
        : (e.Time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    static string? Data(JsonElement root) => root.TryGetProperty("data", out var data) ? data.GetRawText() : null;

    static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        _ => "a string",
    };

    // What is quoted goes into logs: short, and on one line.
    static string Quote(string? text) =>
        "'" + string.Concat((text ?? "").Take(64).Select(c => char.IsControl(c) ? '?' : c)) + "'";
}
