
namespace ScalewayPoc.AppHost.Embedded;

/// <summary>How messages of a queue reach the service that handles them, locally; publishing has its own word on it.</summary>
public static class QueueTriggerExtensions
{
    /// <summary>
    /// <c>Consumer=poll</c> (the default) lets the service receive from the queue; <c>Consumer=trigger</c> lets a stand-in
    /// for Scaleway's trigger post each message to <paramref name="path"/>, and the service receives nothing itself.
    /// </summary>
    /// <exception cref="StartupException">The option has an unknown value.</exception>
    public static IResourceBuilder<ProjectResource> WithQueueDelivery(
        this IResourceBuilder<ProjectResource> consumer, IResourceBuilder<SqsQueueResource> queue, string path)
    {
        var builder = consumer.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return consumer;
        }
        var choice = builder.Configuration["Consumer"]?.ToLowerInvariant() ?? "poll";
        if (choice is not ("poll" or "trigger"))
        {
            throw new StartupException($"Consumer={choice} is not known. Say Consumer=poll or Consumer=trigger.");
        }
        if (choice == "trigger")
        {
            builder.AddTrigger(queue, consumer, path);
        }
        // Always said: processes inherit the AppHost's environment, in which a Consumer__Mode would be for the service alone.
        return consumer.WithEnvironment("Consumer__Mode", choice);
    }

    static void AddTrigger(
        this IDistributedApplicationBuilder builder, IResourceBuilder<SqsQueueResource> queue, IResourceBuilder<ProjectResource> target, string path) => builder
        .AddEmulator($"{queue.Resource.Name}-trigger", "trigger")
        .WithArgs("--target", ReferenceExpression.Create($"{target.GetEndpoint("http").Property(EndpointProperty.Url)}{path}"))
        .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
        .WithReference(queue, connectionName: "queue").WaitFor(queue)
        .WaitFor(target);
}
