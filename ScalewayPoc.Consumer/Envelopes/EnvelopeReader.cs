using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.Envelopes;

/// <summary>An event, or the reason why the input is none.</summary>
readonly record struct ReadResult(IncomingEvent? Event, string? Reason)
{
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsEvent => Event is not null;
}

/// <summary>
/// Reads the body of a queue message: a CloudEvents 1.0 JSON document, of this system or of another producer. Strict, with
/// a reason that names what the producer has to change. The body is parsed once; the payload stays a slice of it.
/// </summary>
static class EnvelopeReader
{
    // PostgreSQL's index entries end at 2,704 bytes, which limits type and subject.
    const int MaxIndexedLength = 512;
    const int MaxSourceLength = 2048;
    const int SequenceDigits = 16;
    const int MaxQuotedLength = 64;
    const string BinaryData = "data_base64";

    static readonly JsonDocumentOptions Options = new() { MaxDepth = Limits.DataDepth + 1 };

    static readonly string[] Required = ["specversion", "id", "source", "type", "time"];

    // Other attributes are extensions, and their values are ignored.
    static readonly HashSet<string> Known =
        [.. Required, "subject", "sequence", "traceparent", "tracestate", "datacontenttype", "data", BinaryData];

    /// <summary>Reads one body. Never throws because of its content.</summary>
    /// <param name="body">UTF-8. The event refers to it.</param>
    /// <param name="messageId">The queue's id of the message, null where it is unknown.</param>
    /// <param name="now">The maximum time in the order of the log for events of other sources than the API.</param>
    public static ReadResult Read(ReadOnlyMemory<byte> body, string? messageId, DateTimeOffset now)
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
            var attributes = new Attributes();
            var fault = Collect(document.RootElement, attributes) ?? FindFault(attributes, body);
            return fault is null ? new(Create(attributes, body, messageId, now), null) : Refuse(fault);
        }
        catch (InvalidOperationException)
        {
            // The only cause: an escape such as \ud800 that is half a character.
            return Refuse("an attribute has an unpaired surrogate");
        }
        catch (JsonException e)
        {
            return Refuse($"the body is not JSON of at most {Options.MaxDepth} levels: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    // Reasons quote the input, go into logs and PostgreSQL, and are printed: without control characters and halves of characters.
    static ReadResult Refuse(string reason) =>
        new(null, string.Concat(reason.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString())));

    /// <summary>Collects the known attributes that are not null; returns what is wrong with the form of the document.</summary>
    static string? Collect(JsonElement root, Attributes attributes)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return $"the body is {Describe(root)}, not a CloudEvents object";
        }
        HashSet<string> seen = [];
        foreach (var property in root.EnumerateObject())
        {
            var name = property.Name;
            if (name != BinaryData && !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            {
                return $"{Quote(name)} is not the name of an attribute: lower-case letters and digits";
            }
            if (!seen.Add(name))
            {
                return $"{Quote(name)} occurs more than once";
            }
            // CloudEvents: an attribute that is null is absent. The payload null is a payload.
            if (Known.Contains(name) && (name == "data" || property.Value.ValueKind != JsonValueKind.Null))
            {
                attributes.Add(name, property.Value);
            }
        }
        return attributes.ContainsKey(BinaryData)
            ? $"the payload is binary ('{BinaryData}'), only JSON ('data') is supported"
            : attributes.Where(attribute => attribute.Key != "data" && attribute.Value.ValueKind != JsonValueKind.String)
                .Select(attribute => $"'{attribute.Key}' is {Describe(attribute.Value)}, not a string").FirstOrDefault();
    }

    static string? FindFault(Attributes attributes, ReadOnlyMemory<byte> body)
    {
        if (Array.Find(Required, name => !attributes.ContainsKey(name)) is { } missing)
        {
            return $"'{missing}' is missing";
        }
        var version = attributes.Text("specversion")!;
        var source = attributes.Text("source")!;
        var type = attributes.Text("type")!;
        if (version != EventEnvelope.SupportedSpecVersion)
        {
            return $"'specversion' is {Quote(version)}, only '{EventEnvelope.SupportedSpecVersion}' is supported";
        }
        return FindTimeFault(attributes["time"])
            ?? FindTextFault("id", attributes.Text("id"), Limits.EventIdLength)
            ?? FindTextFault("source", source, MaxSourceLength)
            ?? (Uri.IsWellFormedUriString(source, UriKind.RelativeOrAbsolute) ? null : $"'source' is {Quote(source)}, not a URI reference")
            ?? FindTextFault("type", type, MaxIndexedLength)
            ?? FindTextFault("subject", attributes.Text("subject"), MaxIndexedLength)
            ?? (source == EventSources.Api
                ? FindSequenceFault(attributes.Text("sequence"))
                : FindReservedTypeFault(type) ?? FindDataFault(attributes, body));
    }

    static string? FindTimeFault(JsonElement element)
    {
        // RFC 3339 requires the offset; without it the time would be read as local.
        if (!element.TryGetDateTimeOffset(out var time) || element.GetString() is not ([.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]))
        {
            return $"'time' is {Quote(element.GetString()!)}, not an RFC 3339 time with offset";
        }
        return time.ToUnixTimeMilliseconds() is >= 0 and < 10_000_000_000_000
            ? null : "'time' is not between 1970 and 2286, the range of a sequence in microseconds";
    }

    static string? FindTextFault(string name, string? text, int maxLength) => text switch
    {
        null => null,
        "" => $"'{name}' is missing or empty",
        _ when text.Length > maxLength => $"'{name}' has {text.Length} characters, at most {maxLength} are allowed",
        _ when text.Any(char.IsControl) => $"'{name}' has a control character",
        _ => null,
    };

    static string? FindSequenceFault(string? sequence) =>
        sequence is null || (sequence.Length == SequenceDigits && sequence.All(char.IsAsciiDigit))
            ? null : $"'sequence' is {Quote(sequence)}, not {SequenceDigits} digits";

    // The history of a key consists of these events; another producer's would show a value that the key never had.
    static string? FindReservedTypeFault(string type) => type.StartsWith(EventTypes.ReservedPrefix, StringComparison.Ordinal)
        ? $"'type' is {Quote(type)}: types that begin with '{EventTypes.ReservedPrefix}' are reserved for source '{EventSources.Api}'"
        : null;

    // The API has checked the data of its own events when it accepted them, maybe in an earlier version.
    static string? FindDataFault(Attributes attributes, ReadOnlyMemory<byte> body)
    {
        if (!attributes.TryGetValue("data", out var data))
        {
            return null;
        }
        try
        {
            StrictJson.Parse(Slice(body, data), Limits.DataDepth).Dispose();
            return null;
        }
        catch (JsonException)
        {
            // Without the message, which quotes the payload.
            return "'data' has an object with the same name twice, or with a name that has an unpaired surrogate";
        }
    }

    static IncomingEvent Create(Attributes attributes, ReadOnlyMemory<byte> body, string? messageId, DateTimeOffset now)
    {
        var source = attributes.Text("source")!;
        var time = attributes["time"].GetDateTimeOffset();
        var hasContext = ActivityContext.TryParse(attributes.Text("traceparent"), attributes.Text("tracestate"), isRemote: true, out var context);
        return new()
        {
            Id = attributes.Text("id")!,
            Source = source,
            Type = attributes.Text("type")!,
            Subject = attributes.Text("subject"),
            Time = time,
            Sequence = source == EventSources.Api && attributes.Text("sequence") is { } digits
                ? long.Parse(digits, CultureInfo.InvariantCulture)
                : Microseconds(time < now ? time : now),
            Data = attributes.TryGetValue("data", out var data) ? Slice(body, data) : (ReadOnlyMemory<byte>?)null,
            TraceParent = hasContext ? attributes.Text("traceparent") : null,
            CreationContext = context,
            MessageId = messageId,
        };
    }

    static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> body, JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return body.Span.Overlaps(raw, out var start) ? body.Slice(start, raw.Length) : raw.ToArray();
    }

    static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        _ => "a string",
    };

    static string Quote(string text) => $"'{(text.Length > MaxQuotedLength ? text[..MaxQuotedLength] : text)}'";

    sealed class Attributes : Dictionary<string, JsonElement>
    {
        public string? Text(string name) => TryGetValue(name, out var element) ? element.GetString() : null;
    }
}
