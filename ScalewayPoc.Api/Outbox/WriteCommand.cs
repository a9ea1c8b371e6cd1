using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>A write: one event and, for keys, the change that goes with it.</summary>
/// <param name="Type">Type of the event.</param>
/// <param name="Subject">Subject of the event; for a key, the key.</param>
/// <param name="Data">The value or the event's data, compact JSON; <see langword="null"/> where a key is deleted.</param>
sealed record WriteCommand(string Type, string? Subject, byte[]? Data)
{
    /// <summary>Key that is set (there is data) or deleted (there is none); <see langword="null"/> for an event alone.</summary>
    public string? Key { get; init; }

    /// <summary>Entity tag of the new value.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Condition on the current value.</summary>
    public Preconditions Preconditions { get; init; } = new("", "");

    /// <summary>Key under which a repetition is recognized.</summary>
    public IdempotencyKey IdempotencyKey { get; init; } = IdempotencyKey.None;
}

/// <summary>Result of an accepted <see cref="WriteCommand"/>.</summary>
/// <param name="EventId">Id of the event: of the first request where this one repeats it.</param>
/// <param name="Sequence">Sequence of the event, 16 digits.</param>
/// <param name="Replaced">Whether the key had a value before.</param>
/// <param name="Queued">Whether the queue has acknowledged the event.</param>
/// <param name="Response">Response to the first request, <see langword="null"/> where this is the first or it had none.</param>
sealed record WriteResult(string EventId, string Sequence, bool Replaced, bool Queued, StoredResponse? Response = null);

/// <summary>
/// The envelope of a new event, composed once: the bytes that go to Redis and to the queue. Id and sequence stand at fixed
/// places at its beginning, so that they can be filled in without reading it.
/// </summary>
sealed class NewEnvelope
{
    // {"sequence":"0000000000000000","id":"00000000-0000-0000-0000-000000000000"… — accept.lua composes the same.
    const int SequenceStart = 13;
    const int IdStart = 37;
    const int TailStart = 74;

    readonly Memory<byte> _utf8;

    NewEnvelope(Memory<byte> utf8, int dataStart) => (_utf8, DataStart) = (utf8, dataStart);

    /// <summary>Everything after the id.</summary>
    public ReadOnlyMemory<byte> Tail => _utf8[TailStart..];

    /// <summary>Position of the data in <see cref="Tail"/>, counted from 1.</summary>
    public int DataStart { get; }

    /// <summary>Composes the envelope of an event of this API.</summary>
    public static NewEnvelope Compose(WriteCommand command, DateTimeOffset time, string? traceParent, string? traceState)
    {
        var buffer = new ArrayBufferWriter<byte>((command.Data?.Length ?? 0) + 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("sequence"u8, "0000000000000000"u8);
        json.WriteString("id"u8, Guid.Empty);
        json.WriteString("specversion"u8, EventEnvelope.SupportedSpecVersion);
        json.WriteString("source"u8, EventSources.Api);
        json.WriteString("type"u8, command.Type);
        if (command.Subject is not null)
        {
            json.WriteString("subject"u8, command.Subject);
        }
        json.WriteString("time"u8, time);
        json.WriteString("datacontenttype"u8, "application/json"u8);
        if (traceParent is not null)
        {
            json.WriteString("traceparent"u8, traceParent);
        }
        if (traceState is not null)
        {
            json.WriteString("tracestate"u8, traceState);
        }
        var dataStart = 0;
        if (command.Data is not null)
        {
            json.WritePropertyName("data"u8);
            json.Flush();
            dataStart = buffer.WrittenCount - TailStart + 1;
            json.WriteRawValue(command.Data, skipInputValidation: true);
        }
        json.WriteEndObject();
        json.Flush();
        // No copy: the buffer is used here alone.
        return new NewEnvelope(MemoryMarshal.AsMemory(buffer.WrittenMemory), dataStart);
    }

    /// <summary>The complete envelope.</summary>
    public ReadOnlyMemory<byte> Complete(string id, string sequence)
    {
        Encoding.ASCII.GetBytes(sequence, _utf8.Span[SequenceStart..]);
        Encoding.ASCII.GetBytes(id, _utf8.Span[IdStart..]);
        return _utf8;
    }
}
