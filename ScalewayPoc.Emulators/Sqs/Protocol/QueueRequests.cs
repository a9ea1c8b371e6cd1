using System.Text.Json.Serialization;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

// What the AWS JSON 1.0 protocol sends about queues. Everything may be missing on the wire, so everything is nullable.

sealed record CreateQueueRequest(
    string? QueueName,
    Dictionary<string, string>? Attributes,
    [property: JsonPropertyName("tags")] Dictionary<string, string>? Tags);

sealed record QueueRequest(string? QueueUrl);

sealed record GetQueueUrlRequest(string? QueueName);

sealed record ListQueuesRequest(string? QueueNamePrefix, int? MaxResults, string? NextToken);

sealed record GetQueueAttributesRequest(string? QueueUrl, List<string>? AttributeNames);

sealed record SetQueueAttributesRequest(string? QueueUrl, Dictionary<string, string>? Attributes);

sealed record QueueUrlResponse(string QueueUrl);

sealed record ListQueuesResponse(IReadOnlyList<string> QueueUrls, string? NextToken);

sealed record QueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

/// <summary>The SDK wants a JSON object also where there is nothing to say.</summary>
sealed record EmptyResponse
{
    public static readonly EmptyResponse Instance = new();
}
