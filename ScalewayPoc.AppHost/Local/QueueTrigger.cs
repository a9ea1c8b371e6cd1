namespace ScalewayPoc.AppHost.Local;

/// <summary>How the messages of a queue reach their handler on this machine; <c>PublishAs…</c> decides it for Scaleway.</summary>
public static class QueueTriggerExtensions
{
    /// <summary>
    /// With <c>Consumer=poll</c> (default) the service receives from the queue. With <c>Consumer=trigger</c> an emulator of
    /// Scaleway's queue trigger posts each message to <paramref name="path"/>, and the service does not receive.
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
        var mode = builder.Configuration["Consumer"]?.ToLowerInvariant() ?? "poll";
        if (mode is not ("poll" or "trigger"))
        {
            throw new StartupException($"Consumer={mode} is unknown. Use Consumer=poll or Consumer=trigger.");
        }
        if (mode == "trigger")
        {
            builder.AddTrigger(queue, consumer, path);
        }
        // Set in both modes: the service inherits the environment of the AppHost, which may contain another value.
        return consumer.WithEnvironment("Consumer__Mode", mode);
    }

    static void AddTrigger(
        this IDistributedApplicationBuilder builder, IResourceBuilder<SqsQueueResource> queue, IResourceBuilder<ProjectResource> target, string path) => builder
        .AddEmulator($"{queue.Resource.Name}-trigger", "trigger")
        .WithArgs("--target", ReferenceExpression.Create($"{target.GetEndpoint("http").Property(EndpointProperty.Url)}{path}"))
        .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
        .WithReference(queue, connectionName: "queue").WaitFor(queue)
        .WaitFor(target)
        .WithParentRelationship(queue.Resource)
        .WithIconName("Flash");
}
