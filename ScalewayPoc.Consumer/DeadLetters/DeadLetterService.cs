using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// All dead letters, wherever they are kept. Looking and replaying are bounded in time, and replaying may be repeated and
/// done by several at once: a letter goes when its event is durable, and an event is in the log once.
/// </summary>
sealed partial class DeadLetterService(
    TableLetters table, ConsumerOptions options, TimeProvider clock, ILogger<DeadLetterService> logger, QueueLetters? queue = null)
{
    readonly DeadLetterStore[] _covered = queue is null ? [DeadLetterStore.Table] : [DeadLetterStore.Queue, DeadLetterStore.Table];

    /// <summary>Some of them, the newest first.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    /// <exception cref="OperationCanceledException">One of them takes too long.</exception>
    public async Task<DeadLetterList> ListAsync(int limit)
    {
        using var time = new TimeLimit(options.DeadLetters.Timeout, clock);
        var excerpts = await InBothAsync(table.ListAsync(limit, time), queue?.ListAsync(limit, time));
        var letters = excerpts.SelectMany(excerpt => excerpt.Letters).OrderByDescending(letter => letter.ReceivedAt).ToList();
        return new([.. letters.Take(limit)], letters.Count > limit || excerpts.Any(excerpt => excerpt.IsCut), _covered);
    }

    /// <summary>Handles them again, as many as the time allows.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<ReplayOutcome> ReplayAsync()
    {
        using var time = new TimeLimit(options.DeadLetters.Timeout, clock);
        var replays = await InBothAsync(table.ReplayAsync(time), queue?.ReplayAsync(time));
        var outcome = new ReplayOutcome(
            replays.Sum(replay => replay.Recorded), replays.Sum(replay => replay.Left), replays.Any(replay => replay.More), _covered);
        LogReplayed(outcome.Recorded, outcome.Left);
        return outcome;
    }

    // At the same time, so that many in one place do not keep the other one waiting for ever.
    static Task<T[]> InBothAsync<T>(Task<T> inTable, Task<T>? inQueue) =>
        inQueue is null ? Task.WhenAll(inTable) : Task.WhenAll(inTable, inQueue);

    [LoggerMessage(LogLevel.Information, "Dead letters were replayed: {Recorded} are in the event log, {Left} stay")]
    partial void LogReplayed(int recorded, int left);
}
