using System.Diagnostics;

namespace ScalewayPoc.Consumer.Envelopes;

/// <summary>
/// An event that follows the rules of <see cref="EnvelopeReader"/>. Compared by reference: two of the same source and id are
/// two deliveries of one event.
/// </summary>
sealed class IncomingEvent
{
    /// <summary>1 to 128 characters, unique within <see cref="Source"/>.</summary>
    public required string Id { get; init; }

    /// <summary>URI reference of the producer.</summary>
    public required string Source { get; init; }

    public required string Type { get; init; }

    public string? Subject { get; init; }

    /// <summary>The producer's time, unchanged.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// Place in the log's order. The API assigns it; for every other source it is the event's time in microseconds since
    /// 1970, at most the time of reading.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>UTF-8 JSON as it was sent, a slice of the message's body; null without a payload. (The payload null is a text.)</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The envelope's <c>traceparent</c>; null without a valid one.</summary>
    public string? TraceParent { get; init; }

    /// <summary><see cref="TraceParent"/> and <c>tracestate</c>; default without a valid one.</summary>
    public ActivityContext CreationContext { get; init; }

    /// <summary>The queue's id of the message; null behind a trigger, which delivers the body alone.</summary>
    public string? MessageId { get; init; }
}
