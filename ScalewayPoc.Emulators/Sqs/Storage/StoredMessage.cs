namespace ScalewayPoc.Emulators.Sqs.Storage;

/// <summary>A message on its way into the store.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Body">Body.</param>
/// <param name="Attributes">Message attributes as JSON; null for none.</param>
/// <param name="TraceHeader">System attribute AWSTraceHeader.</param>
/// <param name="GroupId">Group; on FIFO queues never null, because the index of their order has only messages with one.</param>
/// <param name="DeduplicationId">Deduplication id, of FIFO queues.</param>
/// <param name="Size">Size in bytes as limits count it.</param>
/// <param name="Sent">Time of sending, Unix milliseconds.</param>
/// <param name="Visible">Time from which it can be received, Unix milliseconds.</param>
sealed record NewMessage(
    string Id, string Body, string? Attributes, string? TraceHeader, string? GroupId, string? DeduplicationId, int Size, long Sent, long Visible);

/// <summary>
/// A message as a receive finds it. Sequence is its key; Receives counts those from the queue it is in, EarlierReceives
/// those from queues it was in before; SourceArn is the queue that a dead letter came from; times are Unix milliseconds.
/// </summary>
sealed record StoredMessage(
    long Sequence, string Id, string Body, string? Attributes, string? TraceHeader, string? GroupId, string? DeduplicationId,
    long Sent, long Receives, long EarlierReceives, long? FirstReceived, string? SourceArn);

/// <summary>What a receipt handle is compared with.</summary>
/// <param name="Receipt">Number of the last receive's handle.</param>
/// <param name="Visible">Time from which it can be received, Unix milliseconds.</param>
/// <param name="Received">Time of the last receive, Unix milliseconds.</param>
sealed record Delivery(long Receipt, long Visible, long Received);

/// <summary>Numbers of messages.</summary>
/// <param name="Ready">Visible, never received.</param>
/// <param name="Returned">Visible again after a receive.</param>
/// <param name="InFlight">Received and not visible.</param>
/// <param name="Delayed">Not visible yet, never received.</param>
readonly record struct MessageCounts(long Ready, long Returned, long InFlight, long Delayed);

/// <summary>The message that a deduplication id stands for.</summary>
sealed record Duplicate(string MessageId, long Sequence);
