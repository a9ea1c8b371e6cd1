using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// The dead letters of both stores. Listing and replaying are bounded in time. A replay may be repeated, and several may run
/// at once: a letter is deleted when its event is durable, and an event is in the log once.
/// </summary>
sealed partial class DeadLetterService(
    DeadLetterTableStore table, ConsumerOptions options, TimeProvider clock, ILogger<DeadLetterService> logger, DeadLetterQueueStore? queue = null)
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
        var found = await InBothAsync(table.DiscardAsync(id, deadline), queue?.DiscardAsync(id, deadline));
        if (found.Contains(true))
        {
            LogDiscarded(id);
        }
        return found.Contains(true);
    }

    // At the same time: many letters in one store must not starve the other.
    static Task<T[]> InBothAsync<T>(Task<T> inTable, Task<T>? inQueue) =>
        inQueue is null ? Task.WhenAll(inTable) : Task.WhenAll(inTable, inQueue);

    [LoggerMessage(LogLevel.Information, "Dead letters were replayed: {Recorded} are in the event log, {Left} stay")]
    partial void LogReplayed(int recorded, int left);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id} was discarded")]
    partial void LogDiscarded(string id);
}
