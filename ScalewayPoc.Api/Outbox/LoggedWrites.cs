using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>The last write to a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Sequence">Its event's sequence.</param>
/// <param name="Time">Its event's time.</param>
/// <param name="Data">The value, compact JSON; <see langword="null"/> where it was a deletion.</param>
sealed record LoggedWrite(string Key, long Sequence, DateTimeOffset Time, string? Data);

/// <summary>What the event log has of this API's own events. All methods throw <see cref="Problems.DependencyUnavailableException"/>.</summary>
sealed class LoggedWrites(EventLogDatabase database)
{
    /// <summary>Those of the events that are in the log.</summary>
    public async Task<HashSet<string>> FindAsync(string[] ids, CancellationToken cancellation) => [.. await database.ListAsync(
        "select id from event_log where source = $1 and id = any($2)",
        [EventSources.Api, ids], reader => reader.GetString(0), cancellation)];

    /// <summary>The greatest sequence of the log, 0 where it is empty.</summary>
    public async Task<long> MaxSequenceAsync(CancellationToken cancellation) => (await database.ListAsync(
        "select sequence from event_log where source = $1 order by sequence desc limit 1",
        [EventSources.Api], reader => reader.GetInt64(0), cancellation)).SingleOrDefault();

    /// <summary>The last write of each key that follows <paramref name="after"/> in the order of the database.</summary>
    public Task<List<LoggedWrite>> ListAsync(string after, int count, CancellationToken cancellation) => database.ListAsync(
        """
        select distinct on (subject) subject, sequence, time, case when type = $2 then data::text end
        from event_log where source = $1 and type in ($2, $3) and subject > $4
        order by subject, sequence desc limit $5
        """,
        [EventSources.Api, EventTypes.KeySet, EventTypes.KeyDeleted, after, count],
        reader => new LoggedWrite(
            reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3)),
        cancellation);
}
