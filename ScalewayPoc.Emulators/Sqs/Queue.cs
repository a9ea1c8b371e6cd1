namespace ScalewayPoc.Emulators.Sqs;

/// <summary>A queue without its messages, which are in the database.</summary>
/// <param name="id">Key.</param>
/// <param name="name">Name, with the suffix <c>.fifo</c> of a FIFO queue.</param>
/// <param name="fifo">Whether it is a FIFO queue.</param>
/// <param name="created">Time of creation, Unix seconds.</param>
/// <param name="settings">Its attributes.</param>
sealed class Queue(long id, string name, bool fifo, long created, QueueSettings settings)
{
    public const string FifoSuffix = ".fifo";

    public long Id => id;

    public string Name => name;

    public bool IsFifo => fifo;

    public long Created => created;

    /// <summary>Replaced as a whole when an attribute changes.</summary>
    public QueueSettings Settings { get; set; } = settings;

    /// <summary>Set within the transaction that deletes it, so that nothing is put into it afterwards.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Time of the last purge; null before the first since the start.</summary>
    public DateTimeOffset? Purged { get; set; }

    /// <summary>Completes the waits of long polls.</summary>
    public ChangeSignal Changed { get; } = new();

    public static string Arn(string name) => $"arn:scw:sqs:fr-par:project-00000000-0000-0000-0000-000000000000:{name}";
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

static class Clock
{
    public static long UnixMilliseconds(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
