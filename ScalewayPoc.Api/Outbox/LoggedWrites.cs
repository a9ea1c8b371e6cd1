using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>The last write to a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Sequence">Its event's sequence.</param>
/// <param name="Time">Its event's time.</param>
/// <param name="Data">The value, compact JSON; <see langword="null"/> where it was a deletion.</param>
sealed record LoggedWrite(string Key, long Sequence, DateTimeOffset Time, string? Data);

/// <summary>What the event log has of this API's own events. As long as there is no table, nothing.</summary>
sealed class LoggedWrites(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Postgres);

    /// <summary>Those of the events that are in the log.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer.</exception>
    public async Task<HashSet<string>> FindAsync(string[] ids, CancellationToken cancellation) => [.. await QueryAsync(
        "select id from event_log where source = $1 and id = any($2)",
        [EventSources.Api, ids], reader => reader.GetString(0), cancellation)];

    /// <summary>The greatest sequence of the log, 0 where it is empty.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer.</exception>
    public async Task<long> MaxSequenceAsync(CancellationToken cancellation) => (await QueryAsync(
        "select sequence from event_log where source = $1 order by sequence desc limit 1",
        [EventSources.Api], reader => reader.GetInt64(0), cancellation)).SingleOrDefault();

    /// <summary>The last write of each key that follows <paramref name="after"/> in the order of the database.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer.</exception>
    public Task<List<LoggedWrite>> ListAsync(string after, int count, CancellationToken cancellation) => QueryAsync(
        """
        select distinct on (subject) subject, sequence, time, case when type = $2 then data::text end
        from event_log where source = $1 and type in ($2, $3) and subject > $4
        order by subject, sequence desc limit $5
        """,
        [EventSources.Api, EventTypes.KeySet, EventTypes.KeyDeleted, after, count],
        reader => new LoggedWrite(
            reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3)),
        cancellation);

    async Task<List<T>> QueryAsync<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await DetachedTask.RunAsync(own => ReadAsync(sql, parameters, read, own), token), cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutRejectedException or BrokenCircuitException)
        {
            throw new DependencyUnavailableException(ResourceNames.Events, e);
        }
    }

    async Task<List<T>> ReadAsync<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter switch
            {
                string text => new NpgsqlParameter<string> { TypedValue = text },
                int number => new NpgsqlParameter<int> { TypedValue = number },
                string[] texts => new NpgsqlParameter<string[]> { TypedValue = texts },
                _ => throw new ArgumentException("A parameter of another type.", nameof(parameters)),
            });
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }
        return rows;
    }
}
