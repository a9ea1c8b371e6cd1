using System.Diagnostics;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>An event that has come in and keeps the rules of <see cref="EnvelopeReader"/>. Two of the same id are two deliveries.</summary>
sealed class IncomingEvent(EventEnvelope envelope, long sequence, string? data)
{
    /// <summary>The event.</summary>
    public EventEnvelope Envelope { get; } = envelope;

    /// <summary>Order of acceptance; where the producer gives none, the event's time in microseconds since 1970.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The payload as it was sent, JSON text; null without one. (<c>null</c> as payload is the text <c>null</c>.)</summary>
    public string? Data { get; } = data;

    /// <summary>Trace context in which the event was created; default where there is none, or none that can be read.</summary>
    public ActivityContext CreationContext { get; } =
        ActivityContext.TryParse(envelope.TraceParent, envelope.TraceState, isRemote: true, out var context) ? context : default;

    /// <summary>The envelope's trace parent where it can be read.</summary>
    public string? TraceParent => CreationContext == default ? null : Envelope.TraceParent;

    /// <summary>Queue's id of the message; null where it is unknown, as it is to a trigger.</summary>
    public string? MessageId { get; init; }
}
