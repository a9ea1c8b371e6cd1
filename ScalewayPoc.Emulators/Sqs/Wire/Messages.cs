using System.Text.Json.Serialization;

namespace ScalewayPoc.Emulators.Sqs.Wire;

// Requests and responses of the protocol. Everything may be missing on the wire, so every member of a request is nullable.

sealed record CreateQueueRequest(
    string? QueueName,
    Dictionary<string, string>? Attributes,
    [property: JsonPropertyName("tags")] Dictionary<string, string>? Tags);

sealed record QueueRequest(string? QueueUrl);

sealed record GetQueueUrlRequest(string? QueueName);

sealed record ListQueuesRequest(string? QueueNamePrefix, int? MaxResults, string? NextToken);

sealed record GetQueueAttributesRequest(string? QueueUrl, List<string?>? AttributeNames);

sealed record SetQueueAttributesRequest(string? QueueUrl, Dictionary<string, string>? Attributes);

interface IBatchEntry
{
    string? Id { get; }
}

sealed record BatchRequest<T>(string? QueueUrl, List<T>? Entries)
    where T : IBatchEntry;

sealed record MessageAttributeValue(string? DataType, string? StringValue, byte[]? BinaryValue);

/// <summary>One message, alone (with QueueUrl) or as an entry of a batch (with Id).</summary>
sealed record SendMessageRequest(
    string? Id,
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IBatchEntry;

sealed record ReceiveMessageRequest(
    string? QueueUrl,
    List<string?>? AttributeNames,
    List<string?>? MessageSystemAttributeNames,
    List<string?>? MessageAttributeNames,
    int? MaxNumberOfMessages,
    int? VisibilityTimeout,
    int? WaitTimeSeconds,
    string? ReceiveRequestAttemptId);

/// <summary>A deletion or a change of the visibility, alone (with QueueUrl) or as an entry of a batch (with Id).</summary>
sealed record ReceiptRequest(string? Id, string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout) : IBatchEntry;

/// <summary>The SDK requires a JSON object in every response.</summary>
sealed record EmptyResponse
{
    public static readonly EmptyResponse Instance = new();
}

sealed record QueueUrlResponse(string QueueUrl);

/// <param name="QueueUrls">Absent where there are none, as in SQS.</param>
sealed record ListQueuesResponse(IReadOnlyList<string>? QueueUrls);

sealed record QueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

sealed record SendMessageResponse(
    string? Id, string MessageId, string MD5OfMessageBody, string? MD5OfMessageAttributes, string? SequenceNumber);

/// <param name="Messages">Absent where there are none, as in SQS: clients get null, or no such key.</param>
sealed record ReceiveMessageResponse(IReadOnlyList<ReceivedMessage>? Messages);

sealed record ReceivedMessage(
    string MessageId,
    string ReceiptHandle,
    string Body,
    string MD5OfBody,
    IReadOnlyDictionary<string, string>? Attributes,
    IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes,
    string? MD5OfMessageAttributes);

sealed record BatchResult(string Id);

/// <summary>One entry of a batch that was refused; the others were carried out.</summary>
sealed record BatchFailure(string Id, string Code, string Message, bool SenderFault);

sealed record BatchResponse<T>(IReadOnlyList<T> Successful, IReadOnlyList<BatchFailure> Failed);

sealed record ErrorResponse([property: JsonPropertyName("__type")] string Type, [property: JsonPropertyName("message")] string Message);
