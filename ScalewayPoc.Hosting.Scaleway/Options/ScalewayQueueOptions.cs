namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a queue runs on Scaleway Queues. Limits: Scaleway documentation, queues (limitations, queues-support,
/// organization-quotas); provider, scaleway_mnq_sqs_queue.
/// </summary>
public sealed record ScalewayQueueOptions
{
    /// <summary>Name of the queue; null for that of the resource. Up to 80 letters, digits, hyphens, underscores; ends in <c>.fifo</c> when it is one.</summary>
    public string? Name { get; set; }

    /// <summary>Whether it is a FIFO queue, which has one message in flight. Default false.</summary>
    public bool Fifo { get; set; }

    /// <summary>Whether a FIFO queue takes the hash of the body for its deduplication id. Default false.</summary>
    public bool ContentBasedDeduplication { get; set; }

    /// <summary>
    /// How long a received message stays hidden, 0 seconds to 12 hours; longer than what its trigger may take. Null for
    /// that of the model, else 30 seconds.
    /// </summary>
    public TimeSpan? VisibilityTimeout { get; set; }

    /// <summary>How long a message is kept, 60 seconds to 14 days. Default 4 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>Largest message in bytes, 1,024 to 262,144 (default).</summary>
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How long a receive waits for a message, 0 to 20 seconds. Default 20.</summary>
    public TimeSpan ReceiveWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message that producers send, in bytes; 0 (default) when it is not known, which skips the check.</summary>
    public int LargestMessageBytes { get; set; }

    /// <summary>What the queue must hold when consumers cannot keep up; null (default) skips the checks.</summary>
    public QueueBurst? Burst { get; set; }
}

/// <summary>The largest burst that a queue must hold until it is drained.</summary>
/// <param name="Messages">Messages that arrive at once.</param>
/// <param name="AverageBytes">Average size of a message in bytes. All queues of a project hold 100 MB together.</param>
/// <param name="DrainedPerSecond">Messages that the consumers handle in a second. The retention must cover messages divided by this.</param>
public sealed record QueueBurst(long Messages, int AverageBytes, double DrainedPerSecond);
