
namespace Aspire.Hosting.ApplicationModel;

/// <summary>A queue on an SQS server.</summary>
/// <param name="name">Name of the resource, of its connection string and of the queue.</param>
/// <param name="parent">The server.</param>
public sealed class SqsQueueResource([ResourceName] string name, ISqsServerResource parent)
    : Resource(name), IResourceWithParent<ISqsServerResource>, IResourceWithConnectionString, IQueueResource
{
    // Emulators accept any account, region and keys; this account is ElasticMQ's default.
    const string Account = "000000000000";

    /// <inheritdoc/>
    public ISqsServerResource Parent => parent;

    /// <summary>Time that a received message stays hidden, 0 s to 12 h. Default 30 s.</summary>
    public TimeSpan VisibilityTimeout { get; internal set; } = TimeSpan.FromSeconds(30);

    /// <summary>Dead-letter queue, or null.</summary>
    public SqsQueueResource? DeadLetterQueue { get; internal set; }

    IQueueResource? IQueueResource.DeadLetterQueue => DeadLetterQueue;

    /// <summary>Number of receives after which a message is moved to the dead-letter queue, 1 to 1,000; 0 without one.</summary>
    public int MaxReceiveCount { get; internal set; }

    /// <summary>URL of the queue.</summary>
    public ReferenceExpression UrlExpression =>
        ReferenceExpression.Create($"{parent.PrimaryEndpoint.Property(EndpointProperty.Url)}/{Account}/{Name}");

    // Server comes first: the dashboard takes it for the address of the queue. With the endpoint as its address, calls to the
    // server would be shown as calls to any one of its queues.
    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Server={parent.Name};Endpoint={parent.PrimaryEndpoint.Property(EndpointProperty.Url)};Region=elasticmq;AccessKey=local;SecretKey=local;QueueUrl={UrlExpression}");
}
