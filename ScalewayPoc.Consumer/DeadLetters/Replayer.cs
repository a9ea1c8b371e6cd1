using System.Diagnostics;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// Handles dead letters again, here and now. Not by sending them to the ingress queue: the outcome would be known later and
/// elsewhere, and a right to publish would be needed. That one may have been handled before is no matter, as the event log
/// takes no event twice.
/// </summary>
sealed class Replayer(EventBatchHandler handler)
{
    /// <summary>Returns those that are durable in the event log now.</summary>
    /// <param name="letters">A batch.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="destination">Name of the queue that they come from.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="EventLogUnavailableException">None may be taken for done; the same call is to be made later.</exception>
    public async Task<IReadOnlyList<T>> RecordAsync<T>(
        IEnumerable<T> letters, Func<T, ReadResult> read, string destination, CancellationToken cancellation)
    {
        Dictionary<IncomingEvent, T> events = new(ReferenceEqualityComparer.Instance);
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
        var refused = await handler.HandleAsync([.. events.Keys], new(destination, Activity.Current?.Context ?? default), cancellation);
        return [.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)];
    }
}
