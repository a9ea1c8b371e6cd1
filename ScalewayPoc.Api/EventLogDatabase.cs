using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api;

/// <summary>A use of the event log's database by a request.</summary>
/// <param name="At">Its end.</param>
/// <param name="Duration">Its duration, retries included.</param>
/// <param name="Succeeded">Whether the database answered.</param>
sealed record DatabaseUse(DateTimeOffset At, TimeSpan Duration, bool Succeeded);

/// <summary>
/// The event log's database behind its resilience pipelines, to read from. The Consumer creates and writes its table; as long
/// as there is none, the log is empty.
/// </summary>
sealed class EventLogDatabase(NpgsqlDataSource source, ResiliencePipelineProvider<string> pipelines, TimeProvider clock)
{
    DatabaseUse? _lastUse;

    /// <summary>
    /// How the last read of a request ended, <see langword="null"/> before the first one of this process. A status needs no
    /// query of its own then: one query keeps a serverless database awake for minutes.
    /// </summary>
    public DatabaseUse? LastUse => Volatile.Read(ref _lastUse);

    /// <summary>Reads for a request.</summary>
    /// <returns>What <paramref name="read"/> returns, or the default while the Consumer has not created the table.</returns>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public async Task<T?> ReadAsync<T>(Func<NpgsqlDataSource, CancellationToken, Task<T?>> read, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        try
        {
            var result = await RunAsync(DependencyPipelines.PostgresRead, read, cancellation);
            Record(true);
            return result;
        }
        // An open breaker has not used the database.
        catch (DependencyUnavailableException e) when (e.InnerException is not BrokenCircuitException)
        {
            Record(false);
            throw;
        }

        void Record(bool succeeded) =>
            Volatile.Write(ref _lastUse, new DatabaseUse(clock.GetUtcNow(), clock.GetElapsedTime(start), succeeded));
    }

    /// <summary>Reads all rows of a statement in the background, with the longer timeout for that.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Values of its parameters, in their order.</param>
    /// <param name="read">Reads the current row.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public async Task<List<T>> ListAsync<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) =>
        await RunAsync<List<T>>(DependencyPipelines.Postgres, async (source, own) =>
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
            await using var reader = await command.ExecuteReaderAsync(own);
            var rows = new List<T>();
            while (await reader.ReadAsync(own))
            {
                rows.Add(read(reader));
            }
            return rows;
        }, cancellation) ?? [];

    async Task<T?> RunAsync<T>(string pipeline, Func<NpgsqlDataSource, CancellationToken, Task<T?>> read, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.GetPipeline(pipeline).ExecuteAsync(
                async token => await DetachedTask.RunAsync(own => read(source, own), token), cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return default;
        }
        // Errors of the statement itself (classes 22 and 42) are defects.
        catch (Exception e) when (e is TimeoutRejectedException or BrokenCircuitException
            or (NpgsqlException and not PostgresException { SqlState: ['2', '2', ..] or ['4', '2', ..] }))
        {
            throw new DependencyUnavailableException(ResourceNames.Events, e);
        }
    }
}
