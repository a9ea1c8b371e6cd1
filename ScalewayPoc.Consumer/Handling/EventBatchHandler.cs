using ScalewayPoc.Consumer.EventLog;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>What is done with events, whichever way they came in: they go into the event log, and their state says so.</summary>
sealed partial class EventBatchHandler(
    EventLogWriter writer,
    EventLogAvailability availability,
    ProcessedMarks marks,
    TimeProvider clock,
    ILogger<EventBatchHandler> logger)
{
    /// <summary>
    /// Handles a batch. Once it has returned the events are durable, but for those named in the answer, which will never
    /// be and have been logged with the reason. Handling an event again changes nothing.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">The same call is to be made again later.</exception>
    public async Task<IReadOnlyDictionary<IncomingEvent, string>> HandleAsync(
        IReadOnlyList<IncomingEvent> events, Delivery delivery, CancellationToken cancellation)
    {
        using var processing = HandlingTelemetry.StartProcessing(events, delivery);
        try
        {
            var result = await writer.AppendAsync(events, cancellation);
            availability.Succeeded();
            var recorded = events.Where(e => !result.Refused.ContainsKey(e)).ToList();
            marks.Add(recorded);
            processing.Recorded(recorded, recorded.Count - result.Added, clock.GetUtcNow());
            foreach (var (refused, reason) in result.Refused)
            {
                processing.Failed(refused, reason);
                LogRefused(refused.Envelope.Id, refused.MessageId, reason);
            }
            return result.Refused;
        }
        catch (EventLogUnavailableException e)
        {
            availability.Failed(e);
            processing.Failed(e);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Event {EventId} (message {MessageId}) is unreadable, the event log refuses its values: {Reason}")]
    partial void LogRefused(string eventId, string? messageId, string reason);
}
