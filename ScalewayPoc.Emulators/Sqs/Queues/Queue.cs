namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>A queue without its messages, which are in the store.</summary>
sealed class Queue(long id, string name, bool fifo, long created)
{
    public long Id => id;

    public string Name => name;

    public bool IsFifo => fifo;

    /// <summary>Time of creation, Unix seconds.</summary>
    public long Created => created;

    /// <summary>Replaced as a whole when an attribute changes.</summary>
    public required QueueSettings Settings { get; set; }

    /// <summary>Replaced as a whole when a tag changes.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>Set within the transaction that deletes it, so that nothing is put into it afterwards.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Time of the last purge; null before the first since the start.</summary>
    public DateTimeOffset? Purged { get; set; }

    /// <summary>
    /// No more messages than this are in flight: the number counted last, and what was received since. Used within
    /// transactions. So they need to be counted only when the limit may be reached.
    /// </summary>
    public long InFlightAtMost { get; set; } = long.MaxValue;

    /// <summary>Completes the waits of long polls.</summary>
    public ChangeSignal Changed { get; } = new();
}

/// <summary>
/// Completes the waits for a change. Take <see cref="Next"/> before looking and await it after: a change in between has
/// completed it already, so none is missed.
/// </summary>
sealed class ChangeSignal
{
    TaskCompletionSource _next = Create();

    /// <summary>Completes at the next change.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).SetResult();

    // Continuations must not run on the thread that made the change.
    static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
