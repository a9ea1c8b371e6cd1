using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>A client of a real queue whose requests and responses a test can change.</summary>
sealed class HookedSqsClient(int port) : AmazonSQSClient(
    new BasicAWSCredentials("x", "x"),
    new AmazonSQSConfig { ServiceURL = $"http://127.0.0.1:{port}", AuthenticationRegion = "x", MaxErrorRetry = 0 })
{
    /// <summary>Changes a received batch.</summary>
    public Func<List<Message>, List<Message>> Received { get; set; } = messages => messages;

    /// <summary>Runs before a change of visibility is sent.</summary>
    public Func<ChangeMessageVisibilityBatchRequest, Task> Changing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before a deletion is sent.</summary>
    public Func<DeleteMessageBatchRequest, Task> Deleting { get; set; } = _ => Task.CompletedTask;

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.ReceiveMessageAsync(request, cancellationToken);
        response.Messages = Received(response.Messages ?? []);
        return response;
    }

    public override async Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        string queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries, CancellationToken cancellationToken = default)
    {
        await Changing(new(queueUrl, entries));
        return await base.ChangeMessageVisibilityBatchAsync(queueUrl, entries, cancellationToken);
    }

    public override async Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(
        string queueUrl, List<DeleteMessageBatchRequestEntry> entries, CancellationToken cancellationToken = default)
    {
        await Deleting(new(queueUrl, entries));
        return await base.DeleteMessageBatchAsync(queueUrl, entries, cancellationToken);
    }
}
