using Amazon.Runtime;
using Amazon.SQS;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.ServiceDefaults.Queues;

/// <summary>One queue and the client that reaches it; a service gets it by the name of its connection string.</summary>
/// <param name="Client">Client with the queue's endpoint and keys; it does not retry, the <c>sqs</c> pipeline does.</param>
/// <param name="Connection">Where the queue is.</param>
public sealed record SqsQueue(IAmazonSQS Client, SqsConnection Connection)
{
    /// <summary>Full URL, as the SDK's requests want it.</summary>
    public string Url => Connection.QueueUrl.ToString();

    /// <summary>Name of the queue.</summary>
    public string Name => Connection.QueueName;

    /// <summary>Makes the client for a connection string; it connects on first use.</summary>
    /// <exception cref="FormatException">The connection string is not one of a queue.</exception>
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
