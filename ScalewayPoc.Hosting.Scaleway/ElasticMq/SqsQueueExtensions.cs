using Aspire.Hosting.Scaleway.ElasticMq;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Extension methods for queues of an SQS server.</summary>
public static class SqsQueueExtensions
{
    /// <summary>Adds a queue. It is healthy when the server returns its attributes.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">Name of the resource, of its connection string and of the queue.</param>
    /// <returns>The queue.</returns>
    public static IResourceBuilder<SqsQueueResource> AddQueue(this IResourceBuilder<ISqsServerResource> server, [ResourceName] string name)
    {
        var builder = server.ApplicationBuilder;
        var queue = new SqsQueueResource(name, server.Resource);
        server.Resource.Queues.Add(queue);
        var check = $"{name}_check";
        builder.Services.AddHttpClient();
        builder.Services.AddHealthChecks().Add(new(check,
            services => new SqsQueueHealthCheck(queue, services.GetRequiredService<IHttpClientFactory>().CreateClient()),
            failureStatus: null, tags: null, TimeSpan.FromSeconds(5)));
        return builder.AddResource(queue).WithHealthCheck(check).ExcludeFromManifest();
    }

    /// <summary>Sets the time that a received message stays hidden from other receivers.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="timeout">0 s to 12 h.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public static IResourceBuilder<SqsQueueResource> WithVisibilityTimeout(this IResourceBuilder<SqsQueueResource> queue, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromHours(12));
        queue.Resource.VisibilityTimeout = timeout;
        return queue;
    }

    /// <summary>Moves messages that are received too often without being deleted to a dead-letter queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="deadLetters">The dead-letter queue, on the same server.</param>
    /// <param name="maxReceiveCount">Number of receives after which a message is moved, 1 to 1,000.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
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
