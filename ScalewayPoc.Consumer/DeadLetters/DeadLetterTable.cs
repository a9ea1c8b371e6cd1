using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Polly.Registry;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>The dead letters that were delivered by a trigger, with the reason, until a replay succeeds.</summary>
sealed class DeadLetterTable(
    NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines, EventBatchHandler handler, TimeProvider clock)
{
    const int BatchSize = 10;

    readonly record struct Row(long Id, DateTimeOffset ReceivedAt, string Reason, byte[] Body);

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

    /// <summary>Returns the newest; ends with the letter that brings the bodies to <see cref="DeadLetterPage.MaxBytes"/>.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public async Task<DeadLetterPage> ListAsync(int limit, RequestDeadline deadline)
    {
        var rows = await ReadAsync("id <= $1 order by id desc", long.MaxValue, limit + 1, DeadLetterPage.MaxBytes, deadline.Token);
        return new(
            [.. rows.Select(row => new DeadLetter(
                row.Id.ToString(CultureInfo.InvariantCulture), DeadLetterStore.Table, row.ReceivedAt, Deliveries: null, row.Reason,
                Encoding.UTF8.GetString(row.Body)))],
            rows.Count > limit || rows.Sum(row => row.Body.Length) >= DeadLetterPage.MaxBytes);
    }

    /// <summary>Handles them again, the oldest first, or the one with an id. A letter is deleted when its event is durable in the event log.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer; the letters that were not done are still there.</exception>
    public async Task<ReplayResult> ReplayAsync(string? id, RequestDeadline deadline)
    {
        var only = NumberOf(id);
        if (id is not null && only is null)
        {
            return default;
        }
        var (recorded, left, last) = (0, 0, only - 1 ?? 0);
        while (deadline.AllowsNewWork)
        {
            var rows = await ReadAsync("id > $1 order by id", last, only is null ? BatchSize : 1, int.MaxValue, deadline.Token);
            rows.RemoveAll(row => only is not null && row.Id != only);
            if (rows.Count == 0)
            {
                return new(recorded, left, More: false);
            }
            last = rows[^1].Id;
            var done = await handler.ReplayAsync(
                rows, row => EnvelopeReader.Read(row.Body, null, clock.GetUtcNow()), new(ResourceNames.Ingress), deadline.Token);
            if (done.Count > 0)
            {
                await DeleteAsync([.. done.Select(row => row.Id)], deadline.Token);
            }
            recorded += done.Count;
            left += rows.Count - done.Count;
        }
        return new(recorded, left, More: true);
    }

    /// <summary>Deletes the one with an id, unhandled.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public async Task<bool> DiscardAsync(string id, RequestDeadline deadline) =>
        NumberOf(id) is { } number && await DeleteAsync([number], deadline.Token) > 0;

    /// <summary>The id of a row; null for that of a message of the queue.</summary>
    static long? NumberOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    Task<List<Row>> ReadAsync(string condition, long id, int maxCount, int maxBytes, CancellationToken cancellation) =>
        RunAsync(DependencyPipelines.PostgresRead, async own =>
        {
            await using var command = database.CreateCommand($"select id, received_at, reason, body from dead_letter where {condition} limit $2");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxCount });
            await using var reader = await command.ExecuteReaderAsync(own);
            List<Row> rows = [];
            var bytes = 0;
            while (bytes < maxBytes && await reader.ReadAsync(own))
            {
                rows.Add(new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
                bytes += rows[^1].Body.Length;
            }
            return rows;
        }, cancellation);

    Task<int> DeleteAsync(long[] ids, CancellationToken cancellation) => RunAsync(DependencyPipelines.Postgres, async own =>
    {
        await using var command = database.CreateCommand("delete from dead_letter where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return await command.ExecuteNonQueryAsync(own);
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
