using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>Stores messages of the trigger that are no events, with the reason, until a replay succeeds.</summary>
sealed class DeadLetterTable(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    /// <summary>
    /// After it has returned the letter is durable. A body that is stored already stays as it is: after a lost reply the
    /// statement is repeated here, or the message is delivered again.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">The database does not accept it now.</exception>
    public Task RecordAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.Postgres, async own =>
        {
            await using var command = database.CreateCommand(
                "insert into dead_letter (reason, body, digest) values ($1, $2, $3) on conflict (digest) do nothing");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = body, NpgsqlDbType = NpgsqlDbType.Bytea });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(body.Span), NpgsqlDbType = NpgsqlDbType.Bytea });
            return await command.ExecuteNonQueryAsync(own);
        }, cancellation);

    /// <summary>Returns the newest first; ends with the letter that brings the bodies to <paramref name="maxBytes"/>.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public Task<List<StoredLetter>> ReadNewestAsync(int maxCount, int maxBytes, CancellationToken cancellation) =>
        ReadAsync("select id, received_at, reason, body from dead_letter where id <= $1 order by id desc limit $2",
            long.MaxValue, maxCount, maxBytes, cancellation);

    /// <summary>Returns the oldest first, of those after <paramref name="id"/>.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public Task<List<StoredLetter>> ReadAfterAsync(long id, int maxCount, CancellationToken cancellation) =>
        ReadAsync("select id, received_at, reason, body from dead_letter where id > $1 order by id limit $2",
            id, maxCount, int.MaxValue, cancellation);

    /// <summary>Deletes those that exist.</summary>
    /// <returns>Their number.</returns>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public Task<int> DeleteAsync(long[] ids, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.Postgres, async own =>
        {
            await using var command = database.CreateCommand("delete from dead_letter where id = any($1)");
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            return await command.ExecuteNonQueryAsync(own);
        }, cancellation);

    Task<List<StoredLetter>> ReadAsync(string query, long id, int maxCount, int maxBytes, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.PostgresRead, async own =>
        {
            await using var command = database.CreateCommand(query);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxCount });
            await using var reader = await command.ExecuteReaderAsync(own);
            List<StoredLetter> letters = [];
            var bytes = 0;
            while (bytes < maxBytes && await reader.ReadAsync(own))
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
            throw new EventLogUnavailableException("The dead-letter table is not available now: " + EventLogFaults.Describe(e), e);
        }
    }
}

/// <summary>A row of the table.</summary>
readonly record struct StoredLetter(long Id, DateTimeOffset ReceivedAt, string Reason, byte[] Body);
