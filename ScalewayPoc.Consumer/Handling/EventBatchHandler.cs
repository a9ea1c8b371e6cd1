using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>Handles events of both entries: appends them to the event log, and records traces and metrics.</summary>
sealed class EventBatchHandler(
    EventLogWriter writer, EventLogAvailability availability, TimeProvider clock, ILogger<EventBatchHandler> logger)
{
    /// <summary>
    /// Handles a batch. After it has returned the events are durable, except those in the result, which will never be; the
    /// result has the reasons. Handling an event again has no effect.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">Repeat the call later.</exception>
    public async Task<IReadOnlyDictionary<IncomingEvent, string>> HandleAsync(
        IReadOnlyList<IncomingEvent> events, Delivery delivery, CancellationToken cancellation)
    {
        using var processing = new EventTelemetry.Processing(events, delivery);
        using var scope = EventTelemetry.BeginScope(logger, events);
        try
        {
            var result = await writer.AppendAsync(events, cancellation);
            availability.Succeeded();
            var recorded = events.Where(e => !result.Refused.ContainsKey(e)).ToList();
            processing.Recorded(recorded, recorded.Count - result.Added, clock.GetUtcNow());
            foreach (var (refused, reason) in result.Refused)
            {
                processing.Failed(refused, reason);
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
}

static class HandlingExtensions
{
    /// <summary>Registers the handling of events. Requires the event log.</summary>
    public static void AddEventHandling(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<EventBatchHandler>();
    }
}
