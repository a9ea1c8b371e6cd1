namespace ScalewayPoc.Contracts;

/// <summary>
/// Names of everything kept in Redis. All names share one hash tag and so one hash slot: a value, its event and the
/// index of keys change in one atomic script, on a Redis Cluster too.
/// </summary>
public static class RedisKeys
{
    const string Tag = "{poc}:";

    /// <summary>Hash of one key: fields <c>value</c> (compact JSON), <c>etag</c>, <c>sequence</c>, <c>time</c> (ISO 8601).</summary>
    public static string Value(string key) => Tag + "kv:" + key;

    /// <summary>Sorted set of all keys, all with score 0: ordered by their bytes.</summary>
    public const string Index = Tag + "kv-index";

    /// <summary>Last sequence number given out (see <see cref="EventEnvelope.Sequence"/>).</summary>
    public const string Sequence = Tag + "sequence";

    /// <summary>Exists once <see cref="Sequence"/> is known to be at least that of the event log; missing after a loss of Redis.</summary>
    public const string SequenceChecked = Tag + "sequence-checked";

    /// <summary>
    /// Sorted set of the ids of accepted events that the queue has not acknowledged yet. Score: time of acceptance by the
    /// clock of Redis, in microseconds since 1970. (Entries of versions before 2026-11-25 have their sequence as score.)
    /// </summary>
    public const string Outbox = Tag + "outbox";

    /// <summary>
    /// Hash from event id to envelope, for the ids in <see cref="Outbox"/>. An envelope without its entry there is a write
    /// that a stop of the server has cut short.
    /// </summary>
    public const string OutboxEnvelopes = Tag + "outbox-envelopes";

    /// <summary>Sorted set of the ids of accepted events that are not known to be in the event log; score as in <see cref="Outbox"/>.</summary>
    public const string InFlight = Tag + "in-flight";

    /// <summary>
    /// Hash from event id to a description, for the ids in <see cref="InFlight"/>: 16 digits of sequence, <c>1</c> if the
    /// write replaced a value or else <c>0</c>, then type, time (ISO 8601) and subject (or nothing), separated by line feeds.
    /// </summary>
    public const string InFlightEvents = Tag + "in-flight-events";

    /// <summary>
    /// String of the first request with an <c>Idempotency-Key</c>: <c>P</c> (cut short) or <c>D</c> (done), <c>1</c> if the
    /// write replaced a value or else <c>0</c>, 16 digits of sequence, 36 characters of event id, 32 of fingerprint, then
    /// the response as soon as there was one.
    /// </summary>
    /// <param name="keyHash">Hash of method, path and header, in hexadecimal.</param>
    public static string Idempotency(string keyHash) => Tag + "idempotency:" + keyHash;

    /// <summary>How long a repeated request with the same <c>Idempotency-Key</c> is recognized.</summary>
    public static readonly TimeSpan IdempotencyLifetime = TimeSpan.FromHours(24);

    /// <summary>Held by the one process that maintains <see cref="Outbox"/> and <see cref="InFlight"/>.</summary>
    public const string OutboxSweep = Tag + "outbox-sweep";

    /// <summary>Exists while the keys are rebuilt from the event log and five minutes after; <see cref="Deleted"/> is written only then.</summary>
    public const string Rebuild = Tag + "rebuild";

    /// <summary>Hash from key to the sequence of its deletion, so that a rebuild does not restore a value older than that.</summary>
    public const string Deleted = Tag + "rebuild-deleted";
}
