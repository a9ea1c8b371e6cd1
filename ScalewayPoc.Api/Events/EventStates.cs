using System.Globalization;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Events;

/// <summary>How far accepted events have come: from Redis while it remembers, then from the event log.</summary>
sealed class EventStates(Redis redis, EventLog log)
{
    static readonly RedisValue[] Fields = ["type", "subject", "sequence", "accepted", "processed"];

    /// <summary>The state of an event, <see langword="null"/> if it was never accepted.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis or the database do not answer.</exception>
    public async Task<EventStatus?> FindAsync(string id, CancellationToken cancellation)
    {
        var fields = await redis.ExecuteAsync(database => database.HashGetAsync(RedisKeys.EventState(id), Fields), cancellation);
        if (fields[2].HasValue)
        {
            return new EventStatus(
                id,
                fields[4].HasValue ? EventState.Processed : EventState.Accepted,
                fields[0].ToString(),
                fields[1].IsNullOrEmpty ? null : fields[1].ToString(),
                fields[2].ToString(),
                Time(fields[3]),
                fields[4].HasValue ? Time(fields[4]) : null);
        }
        return await log.FindAsync(id, cancellation) is { } logged
            ? new EventStatus(id, EventState.Processed, logged.Type, logged.Subject, logged.Sequence, logged.Time, logged.RecordedAt)
            : null;
    }

    static DateTimeOffset Time(RedisValue text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);
}
