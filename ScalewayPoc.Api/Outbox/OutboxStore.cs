using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Outbox;

/// <summary>An event that waits for the queue.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="Envelope">The message: CloudEvents JSON.</param>
sealed record OutboxEntry(string Id, string Envelope);

/// <summary>The outbox in Redis.</summary>
sealed class OutboxStore(Redis redis, IOptions<OutboxOptions> options, TimeProvider clock)
{
    static readonly string AcceptScript = ReadScript();

    /// <summary>Accepts a write; see accept.lua. The entry is the event as it now stands in the outbox.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer; the write may have been done.</exception>
    public async Task<(Acceptance Acceptance, OutboxEntry? Entry)> AcceptAsync(Write write, CancellationToken cancellation)
    {
        var header = write.Event;
        // The attributes of the envelope without braces: the script puts sequence and data around them.
        var attributes = JsonSerializer.Serialize(header, ContractsJsonContext.Default.EventEnvelope)[1..^1];
        var data = write.Data ?? [];
        RedisKey[] keys =
        [
            RedisKeys.Sequence, RedisKeys.Outbox, RedisKeys.OutboxEnvelopes, RedisKeys.EventState(header.Id),
            RedisKeys.Idempotency(write.IdempotencyKey.Hash ?? "none"), RedisKeys.Value(write.Key ?? ""), RedisKeys.Index,
        ];
        RedisValue[] arguments =
        [
            write.Key is null ? "event" : write.Data is null ? "delete" : "set",
            header.Time.ToUnixTimeMicroseconds(), header.Id, attributes, data,
            header.Type, header.Subject ?? "", header.Time.ToString("O", CultureInfo.InvariantCulture),
            (long)RedisKeys.EventStateLifetime.TotalSeconds,
            options.Value.MaxEntries,
            write.IdempotencyKey.Hash is null ? "" : write.Fingerprint, (long)RedisKeys.IdempotencyLifetime.TotalSeconds,
            write.Key ?? "", write.ETag, write.Preconditions.IfMatch, write.Preconditions.IfNoneMatch,
        ];
        var answer = (RedisValue[])(await redis.ExecuteAsync(
            database => database.ScriptEvaluateAsync(AcceptScript, keys, arguments), cancellation))!;
        var acceptance = Read(answer);
        var isNew = acceptance.Outcome == Outcome.Accepted && acceptance.EventId == header.Id;
        return (acceptance, isNew ? new OutboxEntry(header.Id, Envelope(acceptance.Sequence, attributes, write.Data)) : null);
    }

    /// <summary>Entries accepted before <paramref name="before"/> and after the place <paramref name="after"/>, oldest first.</summary>
    /// <returns>The entries, and the place of the last one, <see langword="null"/> where there are none.</returns>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<(IReadOnlyList<OutboxEntry> Entries, double? Last)> ReadAsync(
        TimeSpan before, double after, int count, CancellationToken cancellation)
    {
        double until = (clock.GetUtcNow() - before).ToUnixTimeMicroseconds();
        if (until <= after)
        {
            return ([], null);
        }
        return await redis.ExecuteAsync<(IReadOnlyList<OutboxEntry>, double?)>(
            async database =>
            {
                var ids = await database.SortedSetRangeByScoreWithScoresAsync(
                    RedisKeys.Outbox, after, until, Exclude.Start, Order.Ascending, 0, count);
                if (ids.Length == 0)
                {
                    return ([], null);
                }
                var envelopes = await database.HashGetAsync(RedisKeys.OutboxEnvelopes, [.. ids.Select(entry => entry.Element)]);
                // Somebody else may have removed an entry in between.
                var entries = ids.Zip(envelopes)
                    .Where(pair => pair.Second.HasValue)
                    .Select(pair => new OutboxEntry(pair.First.Element.ToString(), pair.Second.ToString()))
                    .ToArray();
                return (entries, ids[^1].Score);
            },
            cancellation);
    }

    /// <summary>Removes entries that the queue has acknowledged.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer; they may be sent again.</exception>
    public Task RemoveAsync(IEnumerable<OutboxEntry> entries, CancellationToken cancellation)
    {
        RedisValue[] ids = [.. entries.Select(entry => (RedisValue)entry.Id)];
        return redis.ExecuteAsync(
            database =>
            {
                var transaction = database.CreateTransaction();
                _ = transaction.SortedSetRemoveAsync(RedisKeys.Outbox, ids);
                _ = transaction.HashDeleteAsync(RedisKeys.OutboxEnvelopes, ids);
                return transaction.ExecuteAsync();
            },
            cancellation);
    }

    /// <summary>Number of entries.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task<long> CountAsync(CancellationToken cancellation) =>
        redis.ExecuteAsync(database => database.SortedSetLengthAsync(RedisKeys.Outbox), cancellation);

    /// <summary>Whether this process is to sweep for the next <paramref name="duration"/>; only one at a time is.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task<bool> TryLeaseSweepAsync(TimeSpan duration, CancellationToken cancellation) =>
        redis.ExecuteAsync(
            async database => await database.StringSetAsync(RedisKeys.OutboxSweep, Holder, duration, when: When.NotExists)
                || (await database.StringGetAsync(RedisKeys.OutboxSweep) == Holder
                    && await database.KeyExpireAsync(RedisKeys.OutboxSweep, duration)),
            cancellation);

    RedisValue Holder { get; } = Guid.NewGuid().ToString("N");

    static string Envelope(string sequence, string attributes, byte[]? data) =>
        $"{{\"sequence\":\"{sequence}\",{attributes}{(data is null ? "" : ",\"data\":" + Encoding.UTF8.GetString(data))}}}";

    static Acceptance Read(RedisValue[] answer) => answer[0].ToString() switch
    {
        "accepted" => new Acceptance(Outcome.Accepted, answer[1].ToString(), answer[2].ToString(), answer[3] == "1"),
        "absent" => new Acceptance(Outcome.Absent),
        "failed" => new Acceptance(Outcome.PreconditionFailed),
        "reused" => new Acceptance(Outcome.KeyReused),
        "full" => new Acceptance(Outcome.OutboxFull),
        var other => throw new InvalidOperationException($"accept.lua answered '{other}'."),
    };

    static string ReadScript()
    {
        using var resource = typeof(OutboxStore).Assembly.GetManifestResourceStream("accept.lua")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

/// <summary>Time in the unit of sequence numbers.</summary>
static class Microseconds
{
    public static long ToUnixTimeMicroseconds(this DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
