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

    /// <summary>CloudEvents type, such as <c>kv.set</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Subject, such as a key; null without one.</summary>
    public string? Subject { get; init; }

    /// <summary>The producer's time, unchanged.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// Place in the log's order. The API assigns it; for every other source it is the event's time in microseconds since
    /// 1970, at most the time of reading.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// The payload, the bytes of the JSON text as they were sent; null without one. (The payload <c>null</c> is the text
    /// <c>null</c>.) A slice of the message's body.
    /// </summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The envelope's <c>traceparent</c>; null without a valid one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Trace context in which the event was created; default without a valid one.</summary>
    public ActivityContext CreationContext { get; init; }

    /// <summary>The queue's id of the message; null behind a trigger, which delivers the body alone.</summary>
    public string? MessageId { get; init; }
}
