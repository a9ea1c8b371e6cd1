using Amazon.SQS;

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
}
