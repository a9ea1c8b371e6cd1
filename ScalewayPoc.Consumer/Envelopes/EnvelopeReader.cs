using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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
    /// <summary>Maximum length of a type and of a subject, in characters: PostgreSQL's index entries end at 2,704 bytes.</summary>
    public const int MaxIndexedLength = 512;

    /// <summary>Maximum length of a source, in characters.</summary>
    public const int MaxSourceLength = 2048;

    const int SequenceDigits = 16;

    // The attributes that are read; the first five are required. Other attributes are extensions, and are ignored.
    const int SpecVersion = 0, Id = 1, Source = 2, Type = 3, Time = 4, Subject = 5, Sequence = 6, TraceParent = 7, TraceState = 8;
    const int RequiredCount = 5;

    static readonly string[] Names =
        ["specversion", "id", "source", "type", "time", "subject", "sequence", "traceparent", "tracestate", "datacontenttype", "data", "data_base64"];

    static readonly int Data = Array.IndexOf(Names, "data");
    static readonly int BinaryData = Array.IndexOf(Names, "data_base64");

    static readonly JsonReaderOptions Options = new() { MaxDepth = Limits.DataDepth + 1 };

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
            var envelope = new Envelope();
            return (Parse(body, ref envelope) ?? FindFault(envelope)) is { } fault
                ? Refuse(fault)
                : new(Create(envelope, messageId, now), null);
        }
        catch (InvalidOperationException)
        {
            // The only cause: an escape such as \ud800 that is half a character.
            return Refuse("an attribute has an unpaired surrogate");
        }
        catch (JsonException e)
        {
            return Refuse("the body is not a JSON document of the expected form: " + e.Message);
        }
    }

    static ReadResult Refuse(string reason) => new(null, reason);

    /// <summary>Fills the envelope; returns what is wrong with the form of the document, null where nothing is.</summary>
    static string? Parse(ReadOnlyMemory<byte> body, ref Envelope envelope)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var kind = Describe(reader.TokenType);
            reader.Skip();
            reader.Read();
            return $"the body is {kind}, not a CloudEvents object";
        }
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var attribute = Find(ref reader);
            reader.Read();
            if (attribute < 0)
            {
                reader.Skip();
                continue;
            }
            if ((seen & 1 << attribute) != 0)
            {
                return $"'{Names[attribute]}' occurs more than once";
            }
            seen |= 1 << attribute;
            if (Read(ref reader, attribute, body, ref envelope) is { } fault)
            {
                return fault;
            }
        }
        // Throws if anything but white space follows.
        reader.Read();
        return null;
    }

    static string? Read(ref Utf8JsonReader reader, int attribute, ReadOnlyMemory<byte> body, ref Envelope envelope)
    {
        if (attribute == Data)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            envelope.Data = body[start..(int)reader.BytesConsumed];
            return null;
        }
        if (reader.TokenType == JsonTokenType.Null)
        {
            // CloudEvents: an attribute that is null is absent.
            return null;
        }
        if (attribute == BinaryData)
        {
            return "the payload is binary ('data_base64'), only JSON ('data') is supported";
        }
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"'{Names[attribute]}' is {Describe(reader.TokenType)}, not a string";
        }
        envelope.Texts[attribute] = reader.GetString();
        if (attribute == Time)
        {
            envelope.HasTime = reader.TryGetDateTimeOffset(out envelope.Time);
        }
        return null;
    }

    static int Find(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (reader.ValueTextEquals(Names[i]))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>What is wrong with the attributes.</summary>
    static string? FindFault(in Envelope e)
    {
        for (var i = 0; i < RequiredCount; i++)
        {
            if (e.Texts[i] is null)
            {
                return $"'{Names[i]}' is missing";
            }
        }
        return (e.Texts[SpecVersion] == EventEnvelope.SupportedSpecVersion
                ? null : $"'specversion' is {Quote(e.Texts[SpecVersion])}, only '{EventEnvelope.SupportedSpecVersion}' is supported")
            ?? FindTimeFault(e)
            ?? FindTextFault("id", e.Texts[Id]!, Limits.EventIdLength)
            ?? FindTextFault("source", e.Texts[Source]!, MaxSourceLength)
            ?? (Uri.IsWellFormedUriString(e.Texts[Source], UriKind.RelativeOrAbsolute)
                ? null : $"'source' is {Quote(e.Texts[Source])}, not a URI reference")
            ?? FindTextFault("type", e.Texts[Type]!, MaxIndexedLength)
            ?? (e.Texts[Subject] is { } subject ? FindTextFault("subject", subject, MaxIndexedLength) : null)
            ?? (e.IsOwn ? FindSequenceFault(e.Texts[Sequence]) : FindReservedTypeFault(e.Texts[Type]!));
    }

    static string? FindTimeFault(in Envelope e)
    {
        // RFC 3339 requires the offset; without it the time would be read as local.
        if (!e.HasTime || e.Texts[Time] is not ([.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]))
        {
            return $"'time' is {Quote(e.Texts[Time])}, not an RFC 3339 time with offset";
        }
        return e.Time.ToUnixTimeMilliseconds() is >= 0 and < 10_000_000_000_000
            ? null : "'time' is not between 1970 and 2286, the range of a sequence in microseconds";
    }

    static string? FindTextFault(string name, string text, int maxLength) => text switch
    {
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

    static IncomingEvent Create(in Envelope e, string? messageId, DateTimeOffset now)
    {
        var hasContext = ActivityContext.TryParse(e.Texts[TraceParent], e.Texts[TraceState], isRemote: true, out var context);
        return new()
        {
            Id = e.Texts[Id]!,
            Source = e.Texts[Source]!,
            Type = e.Texts[Type]!,
            Subject = e.Texts[Subject],
            Time = e.Time,
            Sequence = e.IsOwn && e.Texts[Sequence] is { } digits
                ? long.Parse(digits, CultureInfo.InvariantCulture)
                : Microseconds(e.Time < now ? e.Time : now),
            Data = e.Data,
            TraceParent = hasContext ? e.Texts[TraceParent] : null,
            CreationContext = hasContext ? context : default,
            MessageId = messageId,
        };
    }

    static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.Number => "a number",
        _ => "a string",
    };

    // Quoted text goes into logs: short, and on one line.
    static string Quote(string? text) =>
        "'" + string.Concat((text ?? "").Take(64).Select(c => char.IsControl(c) ? '?' : c)) + "'";

    /// <summary>What has been read so far.</summary>
    struct Envelope()
    {
        public readonly string?[] Texts = new string?[Names.Length];
        public DateTimeOffset Time;
        public bool HasTime;
        public ReadOnlyMemory<byte>? Data;

        public readonly bool IsOwn => Texts[Source] == EventSources.Api;
    }
}
