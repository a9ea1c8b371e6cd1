using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Something to be accepted: one event and, for keys, the change that goes with it.</summary>
/// <param name="Event">The event without sequence and data, which are added when it is accepted.</param>
/// <param name="Data">The value or the event's data; <see langword="null"/> where a key is deleted.</param>
sealed record Write(EventEnvelope Event, byte[]? Data)
{
    /// <summary>Key that is set (there is data) or deleted (there is none); <see langword="null"/> for an event alone.</summary>
    public string? Key { get; init; }

    /// <summary>Entity tag of the new value.</summary>
    public string ETag { get; init; } = "";

    /// <summary>What the current value must be.</summary>
    public Preconditions Preconditions { get; init; } = new("", "");

    /// <summary>Under which a repetition is recognised.</summary>
    public IdempotencyKey IdempotencyKey { get; init; } = new((string?)null);

    /// <summary>What is the same in a repetition.</summary>
    public string Fingerprint { get; init; } = "";
}

/// <summary>What has become of a <see cref="Write"/>.</summary>
enum Outcome
{
    /// <summary>It is durable in Redis, and so is its event.</summary>
    Accepted,

    /// <summary>There is nothing to delete.</summary>
    Absent,

    /// <summary>A precondition does not hold.</summary>
    PreconditionFailed,

    /// <summary>The Idempotency-Key belongs to another request.</summary>
    KeyReused,

    /// <summary>The bound of waiting events is reached.</summary>
    OutboxFull,
}

/// <summary>Answer to a <see cref="Write"/>.</summary>
/// <param name="Outcome">What has become of it; the rest is empty unless it was accepted.</param>
/// <param name="EventId">Id of the event: of the first request where this one repeats it.</param>
/// <param name="Sequence">Place of the event in the order of all.</param>
/// <param name="Replaced">Whether the key had a value before.</param>
sealed record Acceptance(Outcome Outcome, string EventId = "", string Sequence = "", bool Replaced = false);
