using Aspire.Hosting.Scaleway.ElasticMq;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Queues of an SQS server.</summary>
public static class SqsQueueExtensions
{
    /// <summary>Adds a queue. It is healthy when the server answers for it.</summary>
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
