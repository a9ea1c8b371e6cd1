namespace ScalewayPoc.Consumer;

/// <summary>Settings of the service, section <c>Consumer</c>.</summary>
sealed class ConsumerOptions
{
    public const string Section = "Consumer";

    /// <summary>How events come in.</summary>
    public ConsumerMode Mode { get; set; } = ConsumerMode.Poll;

    /// <summary>
    /// From the request to stop to the end of the process, 3 s to 5 min. The default leaves room within the 10 s that
    /// container platforms commonly grant.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(9);

    /// <summary>Settings of mode <see cref="ConsumerMode.Poll"/>.</summary>
    public PollingOptions Polling { get; set; } = new();

    /// <summary>Settings of mode <see cref="ConsumerMode.Trigger"/>.</summary>
    public TriggerOptions Trigger { get; set; } = new();

    /// <summary>Settings of showing and replaying dead letters.</summary>
    public DeadLetterOptions DeadLetters { get; set; } = new();
}

/// <summary>Settings of polling.</summary>
sealed class PollingOptions
{
    /// <summary>How long a receive waits for a first message, whole seconds up to 20. Source: Scaleway Queues, as Amazon's.</summary>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Batches of up to 10 messages that are received and handled at the same time, 1 to 64.</summary>
    public int Receivers { get; set; } = 4;
}

/// <summary>Settings of the trigger's endpoint.</summary>
sealed class TriggerOptions
{
    /// <summary>
    /// Longest time to an answer, 1 s to 1 h; then it is 503. To be less than the queue's visibility timeout, or the message
    /// comes again while it is still being handled.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Settings of showing and replaying dead letters.</summary>
sealed class DeadLetterOptions
{
    /// <summary>
    /// Longest time to an answer, 2 s to 1 min, and a second more to give messages back. To be less than the 10 s for which
    /// the API waits.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);
}
