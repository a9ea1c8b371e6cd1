using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.AppHost.Embedded;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.AppHost.Queues;

/// <summary>Queues of an SQS server.</summary>
public static class SqsQueueExtensions
{
    /// <summary>Adds a queue. It is healthy when the server answers for it.</summary>
    public static IResourceBuilder<SqsQueueResource> AddQueue(this IResourceBuilder<ISqsServerResource> server, [ResourceName] string name)
    {
        var builder = server.ApplicationBuilder;
        var queue = new SqsQueueResource(name, server.Resource);
        server.Resource.Queues.Add(queue);
        SqsQueueHealthCheck? health = null;
        var check = builder.AddConnectionStringCheck(queue, (checks, key, connectionString) => checks.Add(new HealthCheckRegistration(
            key, services => health ??= new(SqsQueue.Connect(connectionString(services))), null, null, TimeSpan.FromSeconds(5))));
        var added = builder.AddResource(queue).WithHealthCheck(check).ExcludeFromManifest();
        return server.Resource is EmulatorResource emulator ? added.RunsWith(emulator) : added;
    }

    /// <summary>Sets how long a received message stays hidden from other receivers.</summary>
    public static IResourceBuilder<SqsQueueResource> WithVisibilityTimeout(this IResourceBuilder<SqsQueueResource> queue, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromHours(12));
        queue.Resource.VisibilityTimeout = timeout;
        return queue;
    }

    /// <summary>Sends messages that were received <paramref name="maxReceiveCount"/> times without being deleted to another queue.</summary>
    public static IResourceBuilder<SqsQueueResource> WithDeadLetterQueue(
        this IResourceBuilder<SqsQueueResource> queue, IResourceBuilder<SqsQueueResource> deadLetters, int maxReceiveCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxReceiveCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxReceiveCount, 1000);
        queue.Resource.DeadLetterQueue = deadLetters.Resource;
        queue.Resource.MaxReceiveCount = maxReceiveCount;
        return queue;
    }
}
