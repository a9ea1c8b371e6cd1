namespace ScalewayPoc.Emulators.Sqs.Protocol;

// What the AWS JSON 1.0 protocol answers about messages; the SDK compares the MD5 sums with its own.

sealed record SendMessageResponse(
    string MessageId,
    string MD5OfMessageBody,
    string? MD5OfMessageAttributes,
    string? MD5OfMessageSystemAttributes,
    string? SequenceNumber);

sealed record SendMessageBatchResult(
    string Id,
    string MessageId,
    string MD5OfMessageBody,
    string? MD5OfMessageAttributes,
    string? MD5OfMessageSystemAttributes,
    string? SequenceNumber);

sealed record BatchResult(string Id);

/// <summary>One entry of a batch that was refused; the others were carried out.</summary>
sealed record BatchFailure(string Id, string Code, string Message, bool SenderFault);

sealed record BatchResponse<T>(IReadOnlyList<T> Successful, IReadOnlyList<BatchFailure> Failed);

sealed record ReceiveMessageResponse(IReadOnlyList<ReceivedMessage> Messages);

sealed record ReceivedMessage(
    string MessageId,
    string ReceiptHandle,
    string Body,
    string MD5OfBody,
    IReadOnlyDictionary<string, string>? Attributes,
    IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes,
    string? MD5OfMessageAttributes);

sealed record ErrorResponse(
    [property: System.Text.Json.Serialization.JsonPropertyName("__type")] string Type,
    [property: System.Text.Json.Serialization.JsonPropertyName("message")] string Message);
