using Amazon.Runtime;
using Amazon.SQS;
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
    /// that asks the queue.
    /// </summary>
    /// <exception cref="InvalidOperationException">On first use: the connection string is missing.</exception>
    public static IHostApplicationBuilder AddSqsQueue(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(_ =>
        {
            var connectionString = builder.Configuration.GetConnectionString(connectionName)
                ?? throw new InvalidOperationException(
                    $"No connection string '{connectionName}': set ConnectionStrings__{connectionName} to the queue's.");
            var connection = SqsConnection.Parse(connectionString);
            return new SqsQueue(CreateClient(connection), connection);
        });
        builder.AddDependencyCheck(connectionName, (services, cancellation) =>
        {
            var queue = services.GetRequiredService<SqsQueue>();
            return queue.Client.GetQueueAttributesAsync(queue.Url, ["ApproximateNumberOfMessages"], cancellation);
        });
        return builder;
    }

    static AmazonSQSClient CreateClient(SqsConnection connection) => new(
        new BasicAWSCredentials(connection.AccessKey, connection.SecretKey),
        new AmazonSQSConfig
        {
            ServiceURL = connection.Endpoint.ToString(),
            AuthenticationRegion = connection.Region,
            // The 'sqs' resilience pipeline retries; two layers would multiply.
            MaxErrorRetry = 0,
            // A long poll takes up to 20 s.
            Timeout = TimeSpan.FromSeconds(30),
        });
}
