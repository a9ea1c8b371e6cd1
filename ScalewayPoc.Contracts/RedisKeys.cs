namespace ScalewayPoc.Contracts;

/// <summary>
/// Names of everything kept in Redis. All names share one hash tag and so one hash slot: a value, its event and the
/// index of keys change in one atomic script, on a Redis Cluster too.
/// </summary>
public static class RedisKeys
{
    const string Tag = "{poc}:";

    /// <summary>Hash of one key: fields <c>value</c> (compact JSON), <c>etag</c>, <c>sequence</c>, <c>time</c>.</summary>
    public static string Value(string key) => Tag + "kv:" + key;

    /// <summary>Sorted set of all keys, all with score 0: ordered by their bytes.</summary>
    public const string Index = Tag + "kv-index";

    /// <summary>Last sequence number given out (see <see cref="EventEnvelope.Sequence"/>).</summary>
    public const string Sequence = Tag + "sequence";

    /// <summary>Sorted set of the ids of accepted events that the queue has not acknowledged yet; score: sequence.</summary>
    public const string Outbox = Tag + "outbox";

    /// <summary>Hash from event id to envelope, for the ids in <see cref="Outbox"/>.</summary>
    public const string OutboxEnvelopes = Tag + "outbox-envelopes";

    /// <summary>
    /// Hash of one event's state: fields <c>type</c>, <c>subject</c>, <c>sequence</c>, <c>accepted</c>, <c>replaced</c>
    /// (<c>1</c> where the write replaced or deleted a value) and, once it is in the event log, <c>processed</c> (times
    /// in ISO 8601).
    /// </summary>
    public static string EventState(string id) => Tag + "event:" + id;

    /// <summary>How long the state of an event is kept in Redis; after that the event log answers.</summary>
    public static readonly TimeSpan EventStateLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Hash of the first request with an <c>Idempotency-Key</c>: fields <c>fingerprint</c> (of the request), <c>id</c>
    /// (of its event), <c>sequence</c> and <c>replaced</c>.
    /// </summary>
    /// <param name="keyHash">Hash of the header's value, in hexadecimal.</param>
    public static string Idempotency(string keyHash) => Tag + "idempotency:" + keyHash;

    /// <summary>How long a repeated request with the same <c>Idempotency-Key</c> is recognised.</summary>
    public static readonly TimeSpan IdempotencyLifetime = TimeSpan.FromHours(24);

    /// <summary>Held by the one process that sweeps <see cref="Outbox"/>.</summary>
    public const string OutboxSweep = Tag + "outbox-sweep";
}
