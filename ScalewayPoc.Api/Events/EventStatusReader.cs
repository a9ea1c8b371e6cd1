using System.Globalization;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Events;

/// <summary>
/// Reads the state of an event: first from Redis, where it costs no query of the database, then by primary key from the
/// event log.
/// </summary>
sealed class EventStatusReader(Redis redis, EventLog log)
{
    static readonly RedisValue[] Fields = ["type", "subject", "sequence", "accepted", "processed"];

    /// <summary>The state of an event, <see langword="null"/> if it was never accepted.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis or the database does not answer.</exception>
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
        return await log.FindAsync(id, cancellation);
    }

    static DateTimeOffset Time(RedisValue text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);
}
