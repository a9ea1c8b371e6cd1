using Amazon.Runtime;
using Amazon.SQS;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.ServiceDefaults.Queues;

/// <summary>A queue and its client, registered by the name of the connection string.</summary>
/// <param name="Client">Client with the endpoint and keys of the queue. Retries are done by the <c>sqs</c> pipeline only.</param>
/// <param name="Connection">Endpoint, region, keys and URL.</param>
public sealed record SqsQueue(IAmazonSQS Client, SqsConnection Connection)
{
    /// <summary>URL of the queue.</summary>
    public string Url => Connection.QueueUrl.ToString();

    public string Name => Connection.QueueName;

    /// <summary>Creates the client for a connection string; it connects on first use.</summary>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    public static SqsQueue Connect(string connectionString)
    {
        var connection = SqsConnection.Parse(connectionString);
        return new(CreateClient(connection), connection);
    }

    /// <summary>Throws unless the queue responds; the cheapest request that SQS has.</summary>
    public Task PingAsync(CancellationToken cancellation) =>
        Client.GetQueueAttributesAsync(Url, ["ApproximateNumberOfMessages"], cancellation);

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
