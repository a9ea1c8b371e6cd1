using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>Some dead letters of one store, at most one more than was asked for.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="IsCut">Whether there may be others.</param>
readonly record struct DeadLetterPage(IReadOnlyList<DeadLetter> Letters, bool IsCut)
{
    /// <summary>Maximum size of the bodies in bytes; the last one may exceed it.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;
}

/// <summary>Result of replaying the dead letters of one store.</summary>
/// <param name="Recorded">Number of those that are in the event log.</param>
/// <param name="Left">Number of those that were tried and stay.</param>
/// <param name="More">Whether there may be others.</param>
readonly record struct ReplayResult(int Recorded, int Left, bool More);

/// <summary>The time that one request may take. New work starts in the first half only, so that it can be completed in the second.</summary>
sealed class RequestDeadline(TimeSpan limit, TimeProvider clock) : IDisposable
{
    readonly CancellationTokenSource _end = new(limit, clock);
    readonly long _start = clock.GetTimestamp();

    /// <summary>Canceled when the time is over, and not before: a disconnected client must not leave messages invisible.</summary>
    public CancellationToken Token => _end.Token;

    public bool AllowsNewWork => clock.GetElapsedTime(_start) < limit / 2;

    public void Dispose() => _end.Dispose();
}

/// <summary>
/// The dead letters of both stores. Listing and replaying are bounded in time. A replay may be repeated, and several may run
/// at once: a letter is deleted when its event is durable, and an event is in the log once. They are handled in this process
/// and not sent to the ingress queue: the outcome would not be known to the caller, and a permission to publish would be
/// needed.
/// </summary>
sealed partial class DeadLetterService(
    DeadLetterTable table, ConsumerOptions options, TimeProvider clock, ILogger<DeadLetterService> logger, DeadLetterQueue? queue = null)
{
    readonly DeadLetterStore[] _covered = queue is null ? [DeadLetterStore.Table] : [DeadLetterStore.Queue, DeadLetterStore.Table];

    /// <summary>Returns the newest first.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public async Task<DeadLetterList> ListAsync(int limit)
    {
        using var deadline = new RequestDeadline(options.DeadLetters.Timeout, clock);
        var pages = await InBothAsync(table.ListAsync(limit, deadline), queue?.ListAsync(limit, deadline));
        var letters = pages.SelectMany(page => page.Letters).OrderByDescending(letter => letter.ReceivedAt).ToList();
        return new([.. letters.Take(limit)], letters.Count > limit || pages.Any(page => page.IsCut), _covered);
    }

    /// <summary>Handles them again, as many as the deadline allows, or the one with an id.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<ReplayOutcome> ReplayAsync(string? id)
    {
        using var deadline = new RequestDeadline(options.DeadLetters.Timeout, clock);
        var replays = await InBothAsync(table.ReplayAsync(id, deadline), queue?.ReplayAsync(id, deadline));
        var outcome = new ReplayOutcome(
            replays.Sum(replay => replay.Recorded), replays.Sum(replay => replay.Left), replays.Any(replay => replay.More), _covered);
        LogReplayed(outcome.Recorded, outcome.Left);
        return outcome;
    }

    /// <summary>Deletes the one with an id; its event is never recorded.</summary>
    /// <returns>Whether it was found: another reader of the queue may hold it for its visibility timeout.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<bool> DiscardAsync(string id)
    {
        using var deadline = new RequestDeadline(options.DeadLetters.Timeout, clock);
        var found = await table.DiscardAsync(id, deadline) || (queue is not null && await queue.DiscardAsync(id, deadline));
        if (found)
        {
            LogDiscarded(id);
        }
        return found;
    }

    // At the same time: many letters in one store must not starve the other.
    static Task<T[]> InBothAsync<T>(Task<T> inTable, Task<T>? inQueue) =>
        inQueue is null ? Task.WhenAll(inTable) : Task.WhenAll(inTable, inQueue);

    [LoggerMessage(LogLevel.Information, "Dead letters were replayed: {Recorded} are in the event log, {Left} stay")]
    partial void LogReplayed(int recorded, int left);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id} was discarded")]
    partial void LogDiscarded(string id);
}
