using System.Diagnostics;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// The one way to accept something: into Redis, together with its event, in one step; then the sender is told. What it
/// returns is durable as far as Redis is.
/// </summary>
sealed class Outbox(OutboxStore store, OutboxSender sender, TimeProvider clock)
{
    const string Source = "/scalewaypoc/api";

    /// <summary>An event that is accepted now, in the trace of the request.</summary>
    public EventEnvelope NewEvent(string type, string? subject)
    {
        var now = clock.GetUtcNow();
        return new EventEnvelope
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Source = Source,
            Type = type,
            Subject = subject,
            // Microseconds, as PostgreSQL keeps them.
            Time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)),
            TraceParent = Activity.Current?.Id,
            TraceState = Activity.Current?.TraceStateString,
        };
    }

    /// <summary>Accepts a write, or says with a problem why not.</summary>
    /// <exception cref="DependencyUnavailableException">Redis does not answer; the write may have been done.</exception>
    public async Task<(Acceptance? Accepted, Problem? Problem)> AcceptAsync(Write write, CancellationToken cancellation)
    {
        var (acceptance, entry) = await store.AcceptAsync(write, cancellation);
        if (entry is not null)
        {
            sender.Send(entry);
        }
        return acceptance.Outcome switch
        {
            Outcome.Accepted => (acceptance, null),
            Outcome.Absent => (null, new Problem(ProblemTypes.KeyNotFound, $"The key '{write.Key}' has no value.")),
            Outcome.PreconditionFailed => (null, new Problem(ProblemTypes.PreconditionFailed,
                $"The value of '{write.Key}' is not what If-Match or If-None-Match demand. Nothing was done.")),
            Outcome.KeyReused => (null, new Problem(ProblemTypes.IdempotencyKeyReused,
                "The Idempotency-Key was used with another method, path, precondition or body.")),
            _ => (null, new Problem(ProblemTypes.OutboxFull, "The queue 'ingress' does not keep up. Nothing was done.")),
        };
    }
}
