namespace ScalewayPoc.Consumer;

/// <summary>How events come in.</summary>
enum ConsumerMode
{
    /// <summary>The service receives them from the queue: for a service that is always on, and for throughput.</summary>
    Poll,

    /// <summary>A trigger of the platform posts them, one at a time: for a service that scales to zero.</summary>
    Trigger,
}
