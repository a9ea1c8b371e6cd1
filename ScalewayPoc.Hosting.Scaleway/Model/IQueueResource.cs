using Aspire.Hosting.Scaleway;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// What the publish target asks of a queue in the model. A queue type implements it, so that local and published queue
/// agree; without it everything comes from <see cref="ScalewayQueueOptions"/>.
/// </summary>
public interface IQueueResource : IResource
{
    /// <summary>How long a received message stays hidden from other receivers.</summary>
    TimeSpan VisibilityTimeout { get; }

    /// <summary>Where messages go that were received too often, or null.</summary>
    IQueueResource? DeadLetterQueue { get; }

    /// <summary>How often a message is received before it goes there.</summary>
    int MaxReceiveCount { get; }
}
