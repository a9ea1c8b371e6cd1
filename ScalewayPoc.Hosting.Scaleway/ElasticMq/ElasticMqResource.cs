namespace Aspire.Hosting.ApplicationModel;

/// <summary>ElasticMQ in a container. It stores messages in memory: they are lost with the container.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class ElasticMqResource([ResourceName] string name) : ContainerResource(name), ISqsServerResource
{
    internal const string EndpointName = "http";

    /// <inheritdoc/>
    public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);

    /// <inheritdoc/>
    public IList<SqsQueueResource> Queues { get; } = [];
}
