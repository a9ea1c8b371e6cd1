using System.Diagnostics;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>Handles events of both entries: appends them to the event log, and records traces and metrics.</summary>
sealed class EventBatchHandler(
    EventLogAppender log, EventLogAvailability availability, TimeProvider clock, ILogger<EventBatchHandler> logger)
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
            var result = await log.AppendAsync(events, cancellation);
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

    /// <summary>Handles dead letters again, below the current request. Returns those whose events are durable now.</summary>
    /// <exception cref="EventLogUnavailableException">The result is unknown for all; repeat the call later.</exception>
    public async Task<IReadOnlyList<T>> ReplayAsync<T>(
        IEnumerable<T> letters, Func<T, ReadResult> read, Delivery delivery, CancellationToken cancellation)
        where T : notnull
    {
        Dictionary<IncomingEvent, T> events = [];
        foreach (var letter in letters)
        {
            if (read(letter) is { IsEvent: true } result)
            {
                events.Add(result.Event, letter);
            }
        }
        if (events.Count == 0)
        {
            return [];
        }
        var request = Activity.Current?.Context ?? default;
        var refused = await HandleAsync([.. events.Keys], delivery with { Parent = request }, cancellation);
        return [.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)];
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
