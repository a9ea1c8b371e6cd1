using System.Globalization;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>The SQS simulator of ScalewayPoc.Emulators, in ElasticMQ's place where there are no containers.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class EmbeddedElasticMqResource([ResourceName] string name) : EmulatorResource(name), ISqsServerResource
{
    /// <inheritdoc/>
    public IList<SqsQueueResource> Queues { get; } = [];

    /// <summary>The endpoint; a queue's connection string says more.</summary>
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Url)}");
}

static class EmbeddedElasticMqExtensions
{
    public static IResourceBuilder<EmbeddedElasticMqResource> AddEmbeddedElasticMq(
        this IDistributedApplicationBuilder builder, string name, string dataFolder)
    {
        var resource = new EmbeddedElasticMqResource(name);
        return builder.AddEmulator(resource, "sqs", dataFolder, "http", arguments =>
        {
            foreach (var queue in resource.Queues)
            {
                arguments.Add("--queue");
                arguments.Add(Definition(queue));
            }
        });
    }

    static string Definition(SqsQueueResource queue)
    {
        var timeout = queue.VisibilityTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var definition = $"{queue.Name},visibilityTimeout={timeout}";
        return queue.DeadLetterQueue is { } deadLetters
            ? string.Create(CultureInfo.InvariantCulture, $"{definition},deadLetter={deadLetters.Name},maxReceiveCount={queue.MaxReceiveCount}")
            : definition;
    }
}
