
namespace Aspire.Hosting.ApplicationModel;

/// <summary>A queue on an SQS server.</summary>
/// <param name="name">Name of the resource, of its connection string and of the queue.</param>
/// <param name="parent">The server.</param>
public sealed class SqsQueueResource([ResourceName] string name, ISqsServerResource parent)
    : Resource(name), IResourceWithParent<ISqsServerResource>, IResourceWithConnectionString, IQueueResource
{
    // Emulators take any account, region and keys; this account is the one ElasticMQ shows.
    const string Account = "000000000000";

    /// <inheritdoc/>
    public ISqsServerResource Parent => parent;

    /// <summary>How long a received message stays hidden: 0 s to 12 h (Scaleway Queues). Default 30 s.</summary>
    public TimeSpan VisibilityTimeout { get; internal set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where messages go that were received too often, or null.</summary>
    public SqsQueueResource? DeadLetterQueue { get; internal set; }

    IQueueResource? IQueueResource.DeadLetterQueue => DeadLetterQueue;

    /// <summary>How often a message is received before it goes there: 1 to 1,000 (Scaleway Queues).</summary>
    public int MaxReceiveCount { get; internal set; }

    /// <summary>URL of the queue.</summary>
    public ReferenceExpression UrlExpression =>
        ReferenceExpression.Create($"{parent.PrimaryEndpoint.Property(EndpointProperty.Url)}/{Account}/{Name}");

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Endpoint={parent.PrimaryEndpoint.Property(EndpointProperty.Url)};Region=elasticmq;AccessKey=local;SecretKey=local;QueueUrl={UrlExpression}");
}
