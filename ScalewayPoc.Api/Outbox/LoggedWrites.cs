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

    /// <summary>
    /// Reads subjects by one step of their index from each to the next, and of each the newest rows: a key that was written a
    /// million times costs what another does. Subjects that are no keys count too, so that a page is bounded. The order is that of
    /// bytes, in which the index is, whatever the collation.
    /// </summary>
    internal const string PageStatement = """
        with recursive subjects (name) as (
          (select subject from event_log where subject ~>~ $4 order by subject using ~<~ limit 1)
          union all
          select (select subject from event_log where subject ~>~ subjects.name order by subject using ~<~ limit 1)
          from subjects where subjects.name is not null)
        select name, sequence, time, data from (select name from subjects where name is not null limit $5) as page
        left join lateral (
          select sequence, time, case when type = $2 then data::text end as data
          from event_log where subject = page.name and source = $1 and type in ($2, $3) order by sequence desc limit 1) as last on true
        order by name using ~<~
        """;

    /// <summary>The last write of each key among the subjects that follow <paramref name="after"/> in the order of bytes.</summary>
    /// <returns>The writes, and the subject to continue after; null at the end of the log.</returns>
    public async Task<(IReadOnlyList<LoggedWrite> Writes, string? Next)> ListAsync(string after, int count, CancellationToken cancellation)
    {
        var rows = await database.ListAsync(
            PageStatement, [EventSources.Api, EventTypes.KeySet, EventTypes.KeyDeleted, after, count],
            reader => (Subject: reader.GetString(0), Write: reader.IsDBNull(1) ? null : new LoggedWrite(
                reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3))),
            cancellation);
        return ([.. rows.Select(row => row.Write).OfType<LoggedWrite>()], rows.Count == count ? rows[^1].Subject : null);
    }
}
