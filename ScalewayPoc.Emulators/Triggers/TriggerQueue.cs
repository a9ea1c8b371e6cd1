using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Triggers;

sealed class TriggerQueue : IDisposable
{
    static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    readonly AmazonSQSClient _client;
    readonly string _url;

    TriggerQueue(AmazonSQSClient client, SqsConnection connection) =>
        (_client, _url, Name) = (client, connection.QueueUrl.ToString(), connection.QueueName);

    public string Name { get; }

    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>When a message that was not deleted comes again.</summary>
    public TimeSpan VisibilityTimeout { get; private set; }

    /// <summary>Whether a message that was received too often goes elsewhere.</summary>
    public bool HasDeadLetterQueue { get; private set; }

    /// <summary>Reads the attributes that matter to deliveries.</summary>
    /// <exception cref="EmulatorException">It does not respond, does not exist, or its visibility timeout is below 1 s.</exception>
    public static async Task<TriggerQueue> OpenAsync(SqsConnection connection, CancellationToken cancellation)
    {
        var queue = new TriggerQueue(CreateClient(connection), connection);
        try
        {
            await queue.ReadAsync(cancellation);
            return queue;
        }
        catch (Exception e)
        {
            queue.Dispose();
            if (e is EmulatorException || cancellation.IsCancellationRequested)
                throw;
            throw new EmulatorException($"Queue {connection.QueueUrl} does not answer: {e.Message}", e);
        }
    }

    /// <summary>Waits for messages, up to so many of them; there may be none.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(int max, CancellationToken cancellation)
    {
        var response = await _client.ReceiveMessageAsync(
            new ReceiveMessageRequest(_url)
            {
                MaxNumberOfMessages = max,
                WaitTimeSeconds = (int)LongPoll.TotalSeconds,
                MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount],
            },
            cancellation);
        return response.Messages ?? [];
    }

    public Task DeleteAsync(Message message, CancellationToken cancellation) =>
        _client.DeleteMessageAsync(_url, message.ReceiptHandle, cancellation);

    public void Dispose() => _client.Dispose();

    async Task ReadAsync(CancellationToken cancellation)
    {
        var response = await _client.GetQueueAttributesAsync(
            _url, [QueueAttributeName.VisibilityTimeout, QueueAttributeName.RedrivePolicy], cancellation);
        var attributes = response.Attributes ?? [];
        HasDeadLetterQueue = attributes.ContainsKey(QueueAttributeName.RedrivePolicy);
        var seconds = attributes.GetValueOrDefault(QueueAttributeName.VisibilityTimeout);
        VisibilityTimeout = TimeSpan.FromSeconds(int.TryParse(seconds, CultureInfo.InvariantCulture, out var value) ? value : 0);
        if (VisibilityTimeout < TimeSpan.FromSeconds(1))
            throw new EmulatorException($"Queue {Name} has a visibility timeout of {seconds ?? "unknown"} s: give it at least 1; with 0 a failed message would be received again without a pause.");
    }

    static AmazonSQSClient CreateClient(SqsConnection connection) => new(
        new BasicAWSCredentials(connection.AccessKey, connection.SecretKey),
        new AmazonSQSConfig
        {
            ServiceURL = connection.Endpoint.ToString(),
            AuthenticationRegion = connection.Region,
            // The loop retries after a pause.
            MaxErrorRetry = 0,
            Timeout = LongPoll + TimeSpan.FromSeconds(10),
        });
}
