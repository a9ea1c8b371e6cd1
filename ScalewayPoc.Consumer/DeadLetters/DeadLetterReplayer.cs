using System.Diagnostics;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>Result of replaying the dead letters of one store.</summary>
/// <param name="Recorded">Number of those that are in the event log.</param>
/// <param name="Left">Number of those that were tried and stay.</param>
/// <param name="More">Whether there may be others.</param>
readonly record struct ReplayResult(int Recorded, int Left, bool More);

/// <summary>
/// Handles dead letters again in this process. They are not sent to the ingress queue: the outcome would not be known to
/// the caller, and a permission to publish would be needed. Replaying a letter whose event is in the log has no effect.
/// </summary>
sealed class DeadLetterReplayer(EventBatchHandler handler)
{
    /// <summary>Returns the letters whose events are durable in the event log now.</summary>
    /// <param name="letters">A batch.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="destination">Name of the queue that delivered them.</param>
    /// <param name="received">Span that has received them; default where they were stored.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="EventLogUnavailableException">The result is unknown for all; repeat the call later.</exception>
    public async Task<IReadOnlyList<T>> RecordAsync<T>(
        IEnumerable<T> letters, Func<T, ReadResult> read, string destination, ActivityContext received, CancellationToken cancellation)
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
        var refused = await handler.HandleAsync([.. events.Keys], new(destination, received, Activity.Current?.Context ?? default), cancellation);
        return [.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)];
    }
}
