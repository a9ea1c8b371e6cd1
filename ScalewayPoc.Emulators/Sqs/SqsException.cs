namespace ScalewayPoc.Emulators.Sqs;

/// <summary>A request that SQS refuses. It has had no effect; the client gets the code and the message.</summary>
sealed class SqsException(SqsError error, string message) : Exception(message)
{
    public SqsError Error { get; } = error;

    public static SqsException QueueDoesNotExist(string? name) =>
        new(SqsError.QueueDoesNotExist, $"The specified queue does not exist: {name}.");

    public static SqsException MissingParameter(string parameter) =>
        new(SqsError.MissingParameter, $"The request must contain the parameter {parameter}.");

    public static SqsException InvalidParameterValue(string parameter, object? value, string reason) =>
        new(SqsError.InvalidParameterValue, $"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static SqsException InvalidAttributeValue(string name, string reason) =>
        new(SqsError.InvalidAttributeValue, $"Invalid value for the parameter {name}. Reason: {reason}");

    public static SqsException UnknownAttribute(string name) => new(SqsError.InvalidAttributeName, $"Unknown Attribute {name}.");

    /// <summary>
    /// What AWS has and Scaleway Queues lacks (Scaleway's documentation page "Supported Actions", validated 2025-11). Scaleway
    /// does not document the error codes: the nearest of AWS are used, with a message that names the feature.
    /// </summary>
    public static SqsException NotOnScaleway(string feature) => new(SqsError.UnsupportedOperation, $"Scaleway Queues does not support {feature}.");
}

/// <summary>
/// One kind of error. AWS names it twice: the JSON protocol's <c>__type</c>, from which the SDK takes the exception's
/// class, and the older query protocol's code (header <c>x-amzn-query-error</c>), which is its <c>ErrorCode</c> and the
/// code of a failed batch entry.
/// </summary>
sealed record SqsError(string Type, string Code, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly SqsError QueueDoesNotExist = Sqs("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");
    public static readonly SqsError QueueNameExists = Sqs("QueueNameExists", "QueueAlreadyExists");
    public static readonly SqsError ReceiptHandleIsInvalid = Sqs("ReceiptHandleIsInvalid");
    public static readonly SqsError MessageNotInflight = Simple("MessageNotInflight");
    public static readonly SqsError InvalidMessageContents = Sqs("InvalidMessageContents");
    public static readonly SqsError InvalidAttributeName = Sqs("InvalidAttributeName");
    public static readonly SqsError InvalidAttributeValue = Sqs("InvalidAttributeValue");
    public static readonly SqsError EmptyBatchRequest = Simple("EmptyBatchRequest");
    public static readonly SqsError TooManyEntriesInBatchRequest = Simple("TooManyEntriesInBatchRequest");
    public static readonly SqsError BatchEntryIdsNotDistinct = Simple("BatchEntryIdsNotDistinct");
    public static readonly SqsError InvalidBatchEntryId = Simple("InvalidBatchEntryId");
    public static readonly SqsError BatchRequestTooLong = Simple("BatchRequestTooLong");
    public static readonly SqsError PurgeQueueInProgress = Simple("PurgeQueueInProgress");
    public static readonly SqsError UnsupportedOperation = Simple("UnsupportedOperation");
    public static readonly SqsError OverLimit = Sqs("OverLimit");
    public static readonly SqsError InvalidParameterValue = Coral("InvalidParameterValueException", "InvalidParameterValue");
    public static readonly SqsError MissingParameter = Coral("MissingRequiredParameterException", "MissingParameter");
    public static readonly SqsError InvalidAction = Coral("UnknownOperationException", "InvalidAction");
    public static readonly SqsError Malformed = Coral("SerializationException", "MalformedInput");

    public static readonly SqsError TooLarge =
        Coral("SerializationException", "RequestEntityTooLarge") with { Status = StatusCodes.Status413PayloadTooLarge };

    public static readonly SqsError Internal =
        Coral("InternalFailure", "InternalFailure") with { Status = StatusCodes.Status500InternalServerError };

    public static readonly SqsError Unavailable =
        Coral("ServiceUnavailableException", "ServiceUnavailable") with { Status = StatusCodes.Status503ServiceUnavailable };

    /// <summary>Whose fault it is, as both protocols name it.</summary>
    public string Fault => Status < StatusCodes.Status500InternalServerError ? "Sender" : "Receiver";

    static SqsError Sqs(string name, string? code = null) => new("com.amazonaws.sqs#" + name, code ?? name);

    static SqsError Simple(string name) => Sqs(name, "AWS.SimpleQueueService." + name);

    static SqsError Coral(string name, string code) => new("com.amazon.coral.service#" + name, code);
}
