using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Outbox;

/// <summary>An event that waits for the queue.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="Envelope">The message: CloudEvents JSON in UTF-8.</param>
/// <param name="Trace">Context of the request that the event is from; default if there is none.</param>
sealed record OutboxEntry(string Id, ReadOnlyMemory<byte> Envelope, ActivityContext Trace);

/// <summary>The outbox in Redis.</summary>
sealed class OutboxStore(Redis redis, IOptions<OutboxOptions> options)
{
    static readonly string AcceptScript = Scripts.Read("accept.lua");
    static readonly string SweepScript = Scripts.Read("sweep.lua");
    static readonly RedisKey[] SweepKeys = [RedisKeys.OutboxSweep, RedisKeys.Outbox, RedisKeys.OutboxEnvelopes];

    readonly RedisValue _holder = Guid.NewGuid().ToString("N");

    /// <summary>Accepts a write in one call; see accept.lua.</summary>
    /// <returns>The result, or the problem why nothing was changed.</returns>
    /// <exception cref="DependencyUnavailableException">Redis does not answer; the write may have been done.</exception>
    public async Task<(WriteResult? Result, Problem? Refusal)> AcceptAsync(
        WriteCommand command, string id, DateTimeOffset time, NewEnvelope envelope, CancellationToken cancellation)
    {
        var (keys, arguments) = Arguments(command, id, time, envelope, options.Value.MaxEntries);
        var reply = (RedisValue[])(await redis.ExecuteAsync(database => database.ScriptEvaluateAsync(AcceptScript, keys, arguments), cancellation))!;
        return reply[0] == "accepted"
            ? (new WriteResult(
                reply[1].ToString(), reply[2].ToString(), Replaced: reply[3] == "1", Queued: reply[5] == 0,
                reply[4].IsNullOrEmpty ? null : StoredResponse.Parse(reply[4])), null)
            : (null, Refusal(command.Key, reply[0].ToString()));
    }

    /// <summary>Keys and arguments of accept.lua.</summary>
    public static (RedisKey[] Keys, RedisValue[] Arguments) Arguments(
        WriteCommand command, string id, DateTimeOffset time, NewEnvelope envelope, int maxEntries)
    {
        var accepted = time.ToString("O", CultureInfo.InvariantCulture);
        return (
            [
                RedisKeys.Sequence, RedisKeys.Outbox, RedisKeys.OutboxEnvelopes, RedisKeys.InFlight, RedisKeys.InFlightEvents,
                RedisKeys.Idempotency(command.IdempotencyKey.Hash ?? ""), RedisKeys.Value(command.Key ?? ""), RedisKeys.Index,
                RedisKeys.Rebuild, RedisKeys.Deleted,
            ],
            [
                command.Key is null ? "event" : command.Data is null ? "delete" : "set",
                id, envelope.Tail, envelope.DataStart, $"{command.Type}\n{accepted}\n{command.Subject}", accepted,
                maxEntries, command.IdempotencyKey.Fingerprint, (long)RedisKeys.IdempotencyLifetime.TotalSeconds,
                command.Key ?? "", command.ETag, command.Preconditions.IfMatch, command.Preconditions.IfNoneMatch,
            ]);
    }

    /// <summary>Keeps the response to the first request with an Idempotency-Key for as long as the key is remembered.</summary>
    /// <exception cref="DependencyUnavailableException">Redis does not answer.</exception>
    public Task KeepResponseAsync(IdempotencyKey key, WriteResult result, StoredResponse response, CancellationToken cancellation)
    {
        byte[] record =
        [
            .. Encoding.ASCII.GetBytes($"D{(result.Replaced ? 1 : 0)}{result.Sequence}{result.EventId}{key.Fingerprint}"),
            .. response.Serialize(),
        ];
        return redis.ExecuteAsync(
            database => database.StringSetAsync(RedisKeys.Idempotency(key.Hash!), record, null, keepTtl: true, When.Exists), cancellation);
    }

    /// <summary>
    /// Renews the lease of the sweep for this process and reads a page of entries older than <see cref="OutboxOptions.SweepAge"/>.
    /// </summary>
    /// <param name="after">Position at which the previous page ended; 0 for the first one.</param>
    /// <param name="count">Maximum number of entries.</param>
    /// <param name="lease">Duration of the lease.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <returns>Null if another process has the lease; a page without position is the end.</returns>
    /// <exception cref="DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<(IReadOnlyList<OutboxEntry> Entries, double? Last)?> SweepAsync(
        double after, int count, TimeSpan lease, CancellationToken cancellation)
    {
        RedisValue[] arguments = [_holder, (long)lease.TotalMilliseconds, (long)options.Value.SweepAge.TotalMicroseconds, Text(after), count];
        var result = await redis.ExecuteAsync(database => database.ScriptEvaluateAsync(SweepScript, SweepKeys, arguments), cancellation);
        if (result.IsNull)
        {
            return null;
        }
        var page = (RedisValue[])result!;
        if (page.Length == 0)
        {
            return ([], null);
        }
        var entries = page[1..].Chunk(2).Select(pair => Entry(pair[0].ToString(), pair[1])).ToArray();
        return (entries, (double)page[0]);
    }

    /// <summary>Removes entries that the queue has acknowledged.</summary>
    /// <exception cref="DependencyUnavailableException">Redis does not answer; they may be sent again.</exception>
    public Task RemoveAsync(IEnumerable<OutboxEntry> entries, CancellationToken cancellation)
    {
        RedisValue[] ids = [.. entries.Select(entry => (RedisValue)entry.Id)];
        return redis.ExecuteAsync(
            database =>
            {
                // The envelope first: one without an entry would be taken for a write that was cut short.
                var transaction = database.CreateTransaction();
                _ = transaction.HashDeleteAsync(RedisKeys.OutboxEnvelopes, ids);
                _ = transaction.SortedSetRemoveAsync(RedisKeys.Outbox, ids);
                return transaction.ExecuteAsync();
            },
            cancellation);
    }

    static string Text(double score) => score.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>The trace context of an entry that another request has left behind is in the envelope alone.</summary>
    static OutboxEntry Entry(string id, ReadOnlyMemory<byte> envelope)
    {
        try
        {
            var read = JsonSerializer.Deserialize(envelope.Span, ContractsJsonContext.Default.EventEnvelope);
            return new OutboxEntry(
                id, envelope, ActivityContext.TryParse(read?.TraceParent, read?.TraceState, isRemote: true, out var trace) ? trace : default);
        }
        catch (JsonException)
        {
            // Refusing it is up to the queue.
            return new OutboxEntry(id, envelope, default);
        }
    }

    static Problem Refusal(string? key, string reason) => reason switch
    {
        "absent" => new(ProblemTypes.KeyNotFound, $"The key '{key}' has no value."),
        "failed" => new(ProblemTypes.PreconditionFailed,
            $"The value of '{key}' does not satisfy If-Match or If-None-Match. Nothing was changed."),
        "reused" => new(ProblemTypes.IdempotencyKeyReused, "The Idempotency-Key was used on this path with another precondition or body."),
        "full" => new(ProblemTypes.OutboxFull, "The queue 'ingress' does not accept events. Nothing was changed."),
        _ => throw new InvalidOperationException($"accept.lua returned '{reason}'."),
    };
}

/// <summary>The Lua scripts, embedded.</summary>
static class Scripts
{
    public static string Read(string name)
    {
        using var resource = typeof(Scripts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
