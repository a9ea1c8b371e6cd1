using System.Globalization;
using ScalewayPoc.AppHost.Commands;

namespace ScalewayPoc.AppHost.Local;

/// <summary>The SQS simulator of ScalewayPoc.Emulators; replaces ElasticMQ without a container runtime.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class SqsSimulatorResource([ResourceName] string name) : EmulatorResource(name), ISqsServerResource
{
    /// <inheritdoc/>
    public IList<SqsQueueResource> Queues { get; } = [];

    /// <summary>URL of the endpoint; the connection string of a queue has the rest.</summary>
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Url)}");
}

static class SqsSimulatorExtensions
{
    public static IResourceBuilder<SqsSimulatorResource> AddSqsSimulator(
        this IDistributedApplicationBuilder builder, string name, string dataFolder)
    {
        var resource = new SqsSimulatorResource(name);
        return builder.AddEmulator(resource, "sqs", dataFolder, "http", arguments =>
        {
            foreach (var queue in resource.Queues)
            {
                arguments.Add("--queue");
                arguments.Add(Declaration(queue));
            }
        }).WithIconName("MailInboxAll").WithPauseCommand();
    }

    static IResourceBuilder<SqsSimulatorResource> WithPauseCommand(this IResourceBuilder<SqsSimulatorResource> queues) =>
        queues.WithHttpCommand("/pause", "Pause for 30 s", EmulatorResource.EndpointName, "pause", new()
        {
            Description = "Refuses all requests for 30 seconds. The API accepts writes with status 202 meanwhile, and sends their events afterwards.",
            ConfirmationMessage = "Pause the queues for 30 seconds?",
            IconName = "PauseCircle",
            PrepareRequest = context =>
            {
                // As part of the path the question mark would be escaped.
                context.Request.RequestUri = new(context.Request.RequestUri!, "/pause?seconds=30");
                return Task.CompletedTask;
            },
            GetCommandResult = CommandResult.ShowResponseAsync,
        });

    static string Declaration(SqsQueueResource queue)
    {
        var timeout = queue.VisibilityTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var declaration = $"{queue.Name},visibilityTimeout={timeout}";
        return queue.DeadLetterQueue is { } deadLetters
            ? string.Create(CultureInfo.InvariantCulture, $"{declaration},deadLetter={deadLetters.Name},maxReceiveCount={queue.MaxReceiveCount}")
            : declaration;
    }
}
