namespace ScalewayPoc.Emulators.Sqs.Protocol;

// What the AWS JSON 1.0 protocol sends about messages.

sealed record MessageAttributeValue(string? DataType, string? StringValue, byte[]? BinaryValue);

/// <summary>What one message of a send consists of, alone or in a batch.</summary>
interface IOutgoingMessage
{
    string? MessageBody { get; }
    int? DelaySeconds { get; }
    Dictionary<string, MessageAttributeValue>? MessageAttributes { get; }
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes { get; }
    string? MessageDeduplicationId { get; }
    string? MessageGroupId { get; }
}

interface IBatchEntry
{
    string? Id { get; }
}

sealed record SendMessageRequest(
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IOutgoingMessage;

sealed record SendMessageBatchEntry(
    string? Id,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IOutgoingMessage, IBatchEntry;

sealed record SendMessageBatchRequest(string? QueueUrl, List<SendMessageBatchEntry>? Entries);

sealed record ReceiveMessageRequest(
    string? QueueUrl,
    List<string>? AttributeNames,
    List<string>? MessageSystemAttributeNames,
    List<string>? MessageAttributeNames,
    int? MaxNumberOfMessages,
    int? VisibilityTimeout,
    int? WaitTimeSeconds,
    string? ReceiveRequestAttemptId);

sealed record DeleteMessageRequest(string? QueueUrl, string? ReceiptHandle);

sealed record DeleteMessageBatchEntry(string? Id, string? ReceiptHandle) : IBatchEntry;

sealed record DeleteMessageBatchRequest(string? QueueUrl, List<DeleteMessageBatchEntry>? Entries);

sealed record ChangeMessageVisibilityRequest(string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout);

sealed record ChangeMessageVisibilityBatchEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout) : IBatchEntry;

sealed record ChangeMessageVisibilityBatchRequest(string? QueueUrl, List<ChangeMessageVisibilityBatchEntry>? Entries);
