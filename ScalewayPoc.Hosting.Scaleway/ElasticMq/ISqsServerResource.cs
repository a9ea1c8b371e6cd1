namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server with the SQS protocol (AWS JSON 1.0) and its queues.</summary>
public interface ISqsServerResource : IResourceWithEndpoints
{
    /// <summary>The HTTP endpoint of the SQS protocol.</summary>
    EndpointReference PrimaryEndpoint { get; }

    /// <summary>The queues, in the order in which they were added.</summary>
    IList<SqsQueueResource> Queues { get; }
}
