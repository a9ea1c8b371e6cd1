using Aspire.Hosting.Scaleway;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The attributes of a queue that the local and the published queue share. Without this interface all attributes come from
/// <see cref="ScalewayQueueOptions"/>.
/// </summary>
public interface IQueueResource : IResource
{
    /// <summary>Time that a received message stays hidden from other receivers.</summary>
    TimeSpan VisibilityTimeout { get; }

    /// <summary>Dead-letter queue, or null.</summary>
    IQueueResource? DeadLetterQueue { get; }

    /// <summary>Number of receives after which a message is moved to the dead-letter queue; 0 without one.</summary>
    int MaxReceiveCount { get; }
}
