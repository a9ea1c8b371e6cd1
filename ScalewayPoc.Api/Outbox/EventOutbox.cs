using System.Diagnostics;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// The only way to write: value and event enter Redis in one step, then the event goes to the queue. The response waits for
/// the queue's acknowledgement up to <see cref="OutboxOptions.AcknowledgeTimeout"/>.
/// </summary>
sealed partial class EventOutbox(OutboxStore store, OutboxSender sender, TimeProvider clock, ILogger<EventOutbox> logger)
{
    /// <summary>Does a write and responds to it; a repetition gets the response of the first request.</summary>
    /// <param name="command">The write.</param>
    /// <param name="respond">Composes the response to an accepted write.</param>
    /// <param name="cancellation">Ends the wait; an accepted write stays accepted.</param>
    /// <exception cref="DependencyUnavailableException">Redis does not answer; the write may have been done.</exception>
    public async Task<IResult> WriteAsync(
        WriteCommand command, Func<WriteResult, StoredResponse> respond, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // Microseconds, as PostgreSQL keeps them.
        var time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var trace = Activity.Current;
        var envelope = NewEnvelope.Compose(command, time, trace?.Id, trace?.TraceStateString);
        var (result, refusal) = await store.AcceptAsync(command, Guid.CreateVersion7(now).ToString(), time, envelope, cancellation);
        if (result is null)
        {
            return refusal!;
        }
        if (result.Response is not null)
        {
            return result.Response;
        }
        if (!result.Queued)
        {
            // A repetition that arrives before the first request's event is in the queue sends that event too: it has the same
            // id and sequence, and the event log takes it once.
            var entry = new OutboxEntry(result.EventId, envelope.Complete(result.EventId, result.Sequence), trace?.Context ?? default);
            result = result with { Queued = await sender.SendAsync(entry, cancellation) };
        }
        OutboxTelemetry.Accepted(result.Queued);
        var response = respond(result);
        if (command.IdempotencyKey.Hash is not null)
        {
            await KeepAsync(command.IdempotencyKey, result, response, cancellation);
        }
        return response;
    }

    async Task KeepAsync(IdempotencyKey key, WriteResult result, StoredResponse response, CancellationToken cancellation)
    {
        try
        {
            await store.KeepResponseAsync(key, result, response, cancellation);
        }
        catch (DependencyUnavailableException e)
        {
            // The write is done and recognized; a repetition composes its response anew.
            LogNotKept(result.EventId, e.InnerException!.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The response for the Idempotency-Key of event {Id} was not stored: {Reason}")]
    partial void LogNotKept(string id, string reason);
}
