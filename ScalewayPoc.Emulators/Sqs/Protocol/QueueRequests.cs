using System.Text.Json.Serialization;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

// Requests and responses about queues. Everything may be missing on the wire, so everything is nullable.

sealed record CreateQueueRequest(
    string? QueueName,
    Dictionary<string, string>? Attributes,
    [property: JsonPropertyName("tags")] Dictionary<string, string>? Tags);

sealed record QueueRequest(string? QueueUrl);

sealed record GetQueueUrlRequest(string? QueueName);

sealed record ListQueuesRequest(string? QueueNamePrefix, int? MaxResults, string? NextToken);

sealed record GetQueueAttributesRequest(string? QueueUrl, List<string>? AttributeNames);

sealed record SetQueueAttributesRequest(string? QueueUrl, Dictionary<string, string>? Attributes);

sealed record ListDeadLetterSourceQueuesRequest(string? QueueUrl, int? MaxResults, string? NextToken);

sealed record TagQueueRequest(string? QueueUrl, Dictionary<string, string>? Tags);

sealed record UntagQueueRequest(string? QueueUrl, List<string>? TagKeys);

sealed record StartMessageMoveTaskRequest(string? SourceArn, string? DestinationArn, int? MaxNumberOfMessagesPerSecond);

sealed record ListMessageMoveTasksRequest(string? SourceArn, int? MaxResults);

sealed record CancelMessageMoveTaskRequest(string? TaskHandle);

sealed record QueueUrlResponse(string QueueUrl);

sealed record ListQueuesResponse(IReadOnlyList<string> QueueUrls, string? NextToken);

sealed record QueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

sealed record ListDeadLetterSourceQueuesResponse(
    [property: JsonPropertyName("queueUrls")] IReadOnlyList<string> QueueUrls, string? NextToken);

sealed record QueueTagsResponse(IReadOnlyDictionary<string, string> Tags);

sealed record MessageMoveTaskResponse(string TaskHandle);

/// <summary>TaskHandle is set while the task is running, as on AWS; StartedTimestamp is in Unix milliseconds.</summary>
sealed record MessageMoveTaskResult(
    string? TaskHandle,
    string Status,
    string SourceArn,
    string? DestinationArn,
    int? MaxNumberOfMessagesPerSecond,
    long ApproximateNumberOfMessagesMoved,
    long ApproximateNumberOfMessagesToMove,
    string? FailureReason,
    long StartedTimestamp);

sealed record ListMessageMoveTasksResponse(IReadOnlyList<MessageMoveTaskResult> Results);

sealed record CancelMessageMoveTaskResponse(long ApproximateNumberOfMessagesMoved);

/// <summary>The SDK requires a JSON object in every response.</summary>
sealed record EmptyResponse
{
    public static readonly EmptyResponse Instance = new();
}
