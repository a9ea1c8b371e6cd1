using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api.Events;

/// <summary>Derives the state of an event: a row in the event log, else an entry in Redis.</summary>
sealed class EventStatusReader(InFlightEvents inFlight, EventLog log)
{
    /// <summary>The state of an event, <see langword="null"/> if it was never accepted.</summary>
    /// <exception cref="DependencyUnavailableException">Redis does not answer, or neither Redis has the event nor the database answers.</exception>
    public async Task<EventStatus?> FindAsync(string id, CancellationToken cancellation)
    {
        // Redis first: between the two the event may come into the log, but never out of it.
        var waiting = await inFlight.FindAsync(id, cancellation);
        try
        {
            if (await log.FindAsync(id, cancellation) is { } logged)
            {
                return logged;
            }
        }
        catch (DependencyUnavailableException) when (waiting is not null)
        {
            // Without the database nothing new is in the log.
        }
        return waiting is null ? null : new EventStatus(
            id, waiting.Queued ? EventState.Queued : EventState.Accepted, waiting.Type, waiting.Subject, waiting.Sequence, waiting.AcceptedAt, null);
    }
}
