using System.ComponentModel;
using Npgsql;

namespace ScalewayPoc.Api.Events;

/// <summary>Figures of the events of the last minutes.</summary>
public sealed record EventStatistics(
    [property: Description("Beginning of the period.")] DateTimeOffset From,
    [property: Description("End of the period.")] DateTimeOffset To,
    [property: Description("Events accepted in the period that are in the event log.")] long Count,
    [property: Description("null without events.")] LatencyPercentiles? Latency,
    [property: Description("Length of an interval: a sixtieth of the period.")] int IntervalSeconds,
    [property: Description("Events by interval of acceptance, from the beginning of the period.")] IReadOnlyList<long> Intervals,
    [property: Description("Latency by interval of acceptance; null without events.")] IReadOnlyList<LatencyPercentiles?> IntervalLatencies,
    [property: Description("Events by type, the most frequent first; at most 50 types.")] IReadOnlyList<TypeCount> Types);

/// <summary>Time from acceptance to the event log, in milliseconds.</summary>
public sealed record LatencyPercentiles(double P50, double P95, double P99);

/// <summary>Number of events of a type.</summary>
public sealed record TypeCount(string Type, long Count);

/// <summary>Computes <see cref="EventStatistics"/> in the database; the result is shared for two seconds.</summary>
sealed class EventStatisticsReader(EventLogDatabase database, TimeProvider clock)
{
    public const int MinMinutes = 1;
    public const int MaxMinutes = 60;
    const int IntervalCount = 60;

    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    // A sequence is the time of acceptance in microseconds, and the log has an index that begins with it.
    const string Totals = """
        select count(*), percentile_cont(array[0.5, 0.95, 0.99]) within group (
            order by greatest(0, extract(epoch from recorded_at - time) * 1000)::float8)
        from event_log where sequence >= $1 and sequence < $2
        """;

    const string Intervals = """
        select ((sequence - $1) / (1000000 * $3))::int, count(*), percentile_cont(array[0.5, 0.95, 0.99]) within group (
            order by greatest(0, extract(epoch from recorded_at - time) * 1000)::float8)
        from event_log where sequence >= $1 and sequence < $2 group by 1
        """;

    const string Types = """
        select type, count(*) from event_log where sequence >= $1 and sequence < $2 group by 1 order by 2 desc, 1 limit 50
        """;

    readonly CachedValue<EventStatistics>?[] _byMinutes = new CachedValue<EventStatistics>?[MaxMinutes + 1];

    /// <summary>Figures of the last minutes, at most two seconds old.</summary>
    /// <param name="minutes"><see cref="MinMinutes"/> to <see cref="MaxMinutes"/>.</param>
    /// <param name="cancellation">Cancels waiting.</param>
    /// <exception cref="Problems.DependencyUnavailableException">The database does not answer in time.</exception>
    public Task<EventStatistics> GetAsync(int minutes, CancellationToken cancellation) => LazyInitializer
        .EnsureInitialized(ref _byMinutes[minutes], () => new(Lifetime, clock, () => ReadAsync(minutes)))
        .GetAsync(cancellation);

    async Task<EventStatistics> ReadAsync(int minutes)
    {
        // Whole intervals, so that the past does not move from one to the other.
        var length = TimeSpan.FromMinutes(minutes).Ticks / IntervalCount;
        var to = new DateTimeOffset(((clock.GetUtcNow().Ticks / length) + 1) * length, TimeSpan.Zero);
        var from = to - TimeSpan.FromMinutes(minutes);
        var seconds = (int)(length / TimeSpan.TicksPerSecond);
        var empty = new EventStatistics(from, to, 0, null, seconds, new long[IntervalCount], new LatencyPercentiles?[IntervalCount], []);
        return await database.ReadAsync((source, own) => ReadAsync(source, empty, own), CancellationToken.None) ?? empty;
    }

    static async Task<EventStatistics?> ReadAsync(NpgsqlDataSource source, EventStatistics empty, CancellationToken cancellation)
    {
        await using var batch = source.CreateBatch();
        foreach (var sql in (string[])[Totals, Intervals, Types])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Microseconds(empty.From) });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Microseconds(empty.To) });
            if (sql == Intervals)
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = empty.IntervalSeconds });
            }
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var count = reader.GetInt64(0);
        var latency = count == 0 ? null : reader.GetFieldValue<double[]>(1);
        await reader.NextResultAsync(cancellation);
        var intervals = new long[empty.Intervals.Count];
        var latencies = new LatencyPercentiles?[intervals.Length];
        while (await reader.ReadAsync(cancellation))
        {
            var interval = reader.GetInt32(0);
            intervals[interval] = reader.GetInt64(1);
            latencies[interval] = ToPercentiles(reader.GetFieldValue<double[]>(2));
        }
        await reader.NextResultAsync(cancellation);
        List<TypeCount> types = [];
        while (await reader.ReadAsync(cancellation))
        {
            types.Add(new TypeCount(reader.GetString(0), reader.GetInt64(1)));
        }
        return empty with
        {
            Count = count,
            Latency = ToPercentiles(latency),
            Intervals = intervals,
            IntervalLatencies = latencies,
            Types = types,
        };
    }

    static LatencyPercentiles? ToPercentiles(double[]? values) => values is [var p50, var p95, var p99] ? new(p50, p95, p99) : null;

    static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
