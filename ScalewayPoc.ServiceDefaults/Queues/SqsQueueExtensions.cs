using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.ServiceDefaults.Health;

namespace ScalewayPoc.ServiceDefaults.Queues;

/// <summary>Registers a queue.</summary>
public static class SqsQueueExtensions
{
    /// <summary>
    /// Registers <see cref="SqsQueue"/> for the connection string <paramref name="connectionName"/>, with a health check
    /// that pings the queue.
    /// </summary>
    /// <exception cref="InvalidOperationException">On first use: the connection string is missing.</exception>
    public static IHostApplicationBuilder AddSqsQueue(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(_ =>
        {
            var connectionString = builder.Configuration.GetConnectionString(connectionName)
                ?? throw new InvalidOperationException(
                    $"No connection string '{connectionName}': set ConnectionStrings__{connectionName} to that of the queue.");
            return SqsQueue.Connect(connectionString);
        });
        builder.AddDependencyCheck(connectionName, (services, cancellation) =>
            services.GetRequiredService<SqsQueue>().PingAsync(cancellation));
        return builder;
    }
}
