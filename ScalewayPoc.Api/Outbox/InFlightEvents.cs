using System.Globalization;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Outbox;

/// <summary>An accepted event that is not known to be in the event log.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Subject">Subject of the event.</param>
/// <param name="Sequence">16 digits.</param>
/// <param name="AcceptedAt">Time of the event.</param>
/// <param name="Queued">Whether the queue has acknowledged it.</param>
sealed record InFlightEvent(string Id, string Type, string? Subject, string Sequence, DateTimeOffset AcceptedAt, bool Queued);

/// <summary>What is under way, as Redis has it.</summary>
/// <param name="Outbox">Number of events that wait for the queue.</param>
/// <param name="OutboxAge">Age of the oldest of them; zero without any.</param>
/// <param name="InFlight">Number of accepted events that are not known to be in the event log; those in the outbox included.</param>
/// <param name="InFlightAge">Age of the oldest of them; zero without any.</param>
/// <param name="Incomplete">Number of envelopes without an outbox entry: writes that a stop of Redis has cut short.</param>
/// <param name="MemoryFill">Used part of the memory that Redis may use, 0 to 1; null where it has no limit.</param>
sealed record Backlog(long Outbox, TimeSpan OutboxAge, long InFlight, TimeSpan InFlightAge, long Incomplete, double? MemoryFill);

/// <summary>A page of the events that are under way, in the order of acceptance.</summary>
/// <param name="Entries">Ids, with the microsecond of acceptance by the clock of Redis.</param>
/// <param name="Now">That clock when they were read.</param>
sealed record InFlightPage(SortedSetEntry[] Entries, double Now)
{
    /// <summary>Age of an entry.</summary>
    public TimeSpan AgeOf(SortedSetEntry entry) => InFlightEvents.Age(entry, Now);
}

/// <summary>
/// The events between acceptance and event log. An entry stays for at least the duration of a request, by which a repeated
/// call for the same event is recognized, and goes once the event is found in the log.
/// </summary>
sealed class InFlightEvents(Redis redis)
{
    /// <summary>The event, <see langword="null"/> if it was never accepted or is known to be in the event log.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<InFlightEvent?> FindAsync(string id, CancellationToken cancellation)
    {
        var (description, waiting) = await redis.ExecuteAsync(
            async database =>
            {
                var description = database.HashGetAsync(RedisKeys.InFlightEvents, id);
                var waiting = database.HashExistsAsync(RedisKeys.OutboxEnvelopes, id);
                return (await description, await waiting);
            },
            cancellation);
        return description.HasValue ? Read(id, description.ToString(), !waiting) : null;
    }

    /// <summary>Depth and age of what is under way, and the memory that Redis uses.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task<Backlog> GetBacklogAsync(CancellationToken cancellation) => redis.ExecuteAsync(
        async database =>
        {
            var outbox = database.SortedSetLengthAsync(RedisKeys.Outbox);
            var envelopes = database.HashLengthAsync(RedisKeys.OutboxEnvelopes);
            var inFlight = database.SortedSetLengthAsync(RedisKeys.InFlight);
            var oldestInOutbox = database.SortedSetRangeByRankWithScoresAsync(RedisKeys.Outbox, 0, 0);
            var oldestInFlight = database.SortedSetRangeByRankWithScoresAsync(RedisKeys.InFlight, 0, 0);
            var memory = database.ExecuteAsync("INFO", "memory");
            var now = await NowAsync(database);
            return new Backlog(
                await outbox, Age(await oldestInOutbox, now), await inFlight, Age(await oldestInFlight, now),
                Math.Max(0, await envelopes - await outbox), MemoryFill((await memory).ToString()));
        },
        cancellation);

    /// <summary>The events that are older than <paramref name="age"/>.</summary>
    /// <param name="age">Minimum age.</param>
    /// <param name="after">Position at which the previous page ended; 0 for the first one.</param>
    /// <param name="count">Maximum number of ids.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task<InFlightPage> ListAsync(TimeSpan age, double after, int count, CancellationToken cancellation) => redis.ExecuteAsync(
        async database =>
        {
            var now = await NowAsync(database);
            var until = now - age.TotalMicroseconds;
            return new InFlightPage(until <= after ? [] : await database.SortedSetRangeByScoreWithScoresAsync(
                RedisKeys.InFlight, after, until, Exclude.Start, Order.Ascending, 0, count), now);
        },
        cancellation);

    /// <summary>Removes entries.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task RemoveAsync(RedisValue[] ids, CancellationToken cancellation) => redis.ExecuteAsync(
        database =>
        {
            var transaction = database.CreateTransaction();
            _ = transaction.HashDeleteAsync(RedisKeys.InFlightEvents, ids);
            _ = transaction.SortedSetRemoveAsync(RedisKeys.InFlight, ids);
            return transaction.ExecuteAsync();
        },
        cancellation);

    /// <summary>All deletions of keys, in their order.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<IReadOnlyList<InFlightEvent>> ListDeletionsAsync(CancellationToken cancellation)
    {
        var entries = await redis.ExecuteAsync(database => database.HashGetAllAsync(RedisKeys.InFlightEvents), cancellation);
        return [.. entries.Select(entry => Read(entry.Name.ToString(), entry.Value.ToString(), queued: false))
            .Where(e => e.Type == EventTypes.KeyDeleted).OrderBy(e => e.Sequence, StringComparer.Ordinal)];
    }

    static InFlightEvent Read(string id, string description, bool queued)
    {
        var parts = description[17..].Split('\n', 3);
        return new InFlightEvent(
            id, parts[0], parts[2].Length == 0 ? null : parts[2], description[..16],
            DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture), queued);
    }

    // A score from the future is of an earlier version, or of a clock that was set back.
    internal static TimeSpan Age(SortedSetEntry entry, double now) => TimeSpan.FromMicroseconds(Math.Max(0, now - entry.Score));

    static TimeSpan Age(SortedSetEntry[] oldest, double now) => oldest.Length == 0 ? TimeSpan.Zero : Age(oldest[0], now);

    /// <summary>Microseconds by the clock of Redis.</summary>
    static async Task<double> NowAsync(IDatabaseAsync database)
    {
        var clock = (RedisValue[])(await database.ExecuteAsync("TIME"))!;
        return ((double)clock[0] * 1_000_000) + (double)clock[1];
    }

    static double? MemoryFill(string info)
    {
        var used = Number("used_memory:");
        var max = Number("maxmemory:");
        return used is null || max is null or 0 ? null : used / max;

        double? Number(string name)
        {
            var line = info.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return double.TryParse(line?[name.Length..].Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
    }
}
