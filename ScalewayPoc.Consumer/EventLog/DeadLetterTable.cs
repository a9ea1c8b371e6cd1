using Npgsql;
using NpgsqlTypes;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>Keeps input of the trigger that did not become an event, with the reason, until it does.</summary>
sealed class DeadLetterTable(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    /// <summary>Once it has returned the record is durable.</summary>
    /// <exception cref="EventLogUnavailableException">The database takes nothing now.</exception>
    public Task RecordAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.Postgres, async own =>
        {
            await using var command = database.CreateCommand("insert into dead_letter (reason, body) values ($1, $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = body, NpgsqlDbType = NpgsqlDbType.Bytea });
            return await command.ExecuteNonQueryAsync(own);
        }, cancellation);

    /// <summary>The newest first, until their bodies have so many bytes.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer now.</exception>
    public Task<List<StoredLetter>> ReadNewestAsync(int most, int mostBytes, CancellationToken cancellation) =>
        ReadAsync("select id, received_at, reason, body from dead_letter where id <= $1 order by id desc limit $2",
            long.MaxValue, most, mostBytes, cancellation);

    /// <summary>The oldest after one of them.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer now.</exception>
    public Task<List<StoredLetter>> ReadAfterAsync(long id, int most, CancellationToken cancellation) =>
        ReadAsync("select id, received_at, reason, body from dead_letter where id > $1 order by id limit $2",
            id, most, int.MaxValue, cancellation);

    /// <summary>Deletes what is there of them.</summary>
    /// <exception cref="EventLogUnavailableException">The database takes nothing now.</exception>
    public Task DeleteAsync(long[] ids, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.Postgres, async own =>
        {
            await using var command = database.CreateCommand("delete from dead_letter where id = any($1)");
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            return await command.ExecuteNonQueryAsync(own);
        }, cancellation);

    Task<List<StoredLetter>> ReadAsync(string query, long id, int most, int mostBytes, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.PostgresRead, async own =>
        {
            await using var command = database.CreateCommand(query);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var reader = await command.ExecuteReaderAsync(own);
            List<StoredLetter> letters = [];
            var bytes = 0;
            while (bytes < mostBytes && await reader.ReadAsync(own))
            {
                letters.Add(new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
                bytes += letters[^1].Body.Length;
            }
            return letters;
        }, cancellation);

    async Task<T> RunAsync<T>(string pipeline, Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.GetPipeline(pipeline).ExecuteAsync(
                async token => await DetachedTask.RunAsync(action, token), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw new EventLogUnavailableException("The table of dead letters is not available now: " + EventLogFaults.Describe(e), e);
        }
    }
}

/// <summary>A row of the table.</summary>
readonly record struct StoredLetter(long Id, DateTimeOffset ReceivedAt, string Reason, byte[] Body);
