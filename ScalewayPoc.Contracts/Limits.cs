namespace ScalewayPoc.Contracts;

/// <summary>The documented bounds of what the system accepts.</summary>
public static class Limits
{
    /// <summary>Longest key, in characters.</summary>
    public const int KeyLength = 256;

    /// <summary>Longest event type, in characters.</summary>
    public const int TypeLength = 64;

    /// <summary>
    /// Largest value or event payload, in bytes of compact UTF-8 JSON. A queue message holds 256 KiB (Scaleway Queues);
    /// escaping every non-ASCII character can triple the size, and the envelope needs room too.
    /// </summary>
    public const int DataBytes = 64 * 1024;

    /// <summary>Deepest nesting of a value or event payload; <c>[]</c> has depth 1.</summary>
    public const int DataDepth = 64;

    /// <summary>Largest message, and largest batch of messages in all, in bytes. Source: Scaleway Queues, as Amazon's had it.</summary>
    public const int QueueRequestBytes = 256 * 1024;

    /// <summary>Longest subject of an event, in characters: as long as a key, which is the subject of its events.</summary>
    public const int SubjectLength = KeyLength;

    /// <summary>Longest id of an event, in characters.</summary>
    public const int EventIdLength = 128;

    /// <summary>Most dead letters in one list.</summary>
    public const int DeadLetterList = 1000;

    /// <summary>Default maximum number of events that wait in the outbox.</summary>
    public const int OutboxEntries = 10_000;

    /// <summary>Default maximum number of events whose state Redis keeps until they are in the log.</summary>
    public const int InFlightEvents = 100_000;

    /// <summary>Memory of Redis for an event in the outbox beside its data, in bytes; measured, see docs/delivery.md.</summary>
    public const int OutboxEntryBytes = 600;

    /// <summary>Upper bound of the memory of Redis for a key beside its value, in bytes; measured, see docs/delivery.md.</summary>
    public const int KeyBytes = 700;

    /// <summary>Upper bound of what Redis keeps of an event that is not in the log yet, in bytes; measured, see docs/delivery.md.</summary>
    public const int InFlightEventBytes = 400;

    /// <summary>Upper bound of what Redis keeps of an Idempotency-Key for 24 hours, in bytes; measured, see docs/delivery.md.</summary>
    public const int IdempotencyKeyBytes = 800;
}
