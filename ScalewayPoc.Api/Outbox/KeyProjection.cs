using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Applies writes to the keys after the fact. A key is changed only where the sequence of the write is greater than that of
/// the value, so that concurrent writes are never overwritten.
/// </summary>
sealed class KeyProjection(Redis redis)
{
    static readonly string RestoreScript = Scripts.Read("restore.lua");

    const string RaiseSequenceScript = """
        if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then
          redis.call('SET', KEYS[1], ARGV[1])
        end
        redis.call('SET', KEYS[2], '1')
        """;

    const string NoteDeletionScript = """
        local noted = redis.call('HGET', KEYS[1], ARGV[1])
        if not noted or noted < ARGV[2] then
          redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        end
        redis.call('EXPIRE', KEYS[1], 3600)
        """;

    /// <summary>A strong entity tag: 128 bits of a hash of the value, so that it changes if and only if the value does.</summary>
    public static string ETagOf(ReadOnlySpan<byte> value) => $"\"{Convert.ToHexStringLower(SHA256.HashData(value).AsSpan(0, 16))}\"";

    /// <summary>A sequence as it is written: 16 digits.</summary>
    public static string Text(long sequence) => sequence.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Applies a write unless a newer one has been.</summary>
    /// <returns>Whether the key has changed.</returns>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<bool> ApplyAsync(LoggedWrite write, CancellationToken cancellation)
    {
        var data = write.Data is null ? [] : Encoding.UTF8.GetBytes(write.Data);
        RedisKey[] keys = [RedisKeys.Value(write.Key), RedisKeys.Index, RedisKeys.Deleted];
        RedisValue[] arguments =
        [
            write.Data is null ? "delete" : "set", write.Key, data, ETagOf(data), Text(write.Sequence),
            write.Time.ToString("O", CultureInfo.InvariantCulture),
        ];
        return (bool)await redis.ExecuteAsync(database => database.ScriptEvaluateAsync(RestoreScript, keys, arguments), cancellation);
    }

    /// <summary>Whether the sequence is known to be at least that of the event log.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task<bool> IsSequenceCheckedAsync(CancellationToken cancellation) =>
        redis.ExecuteAsync(database => database.KeyExistsAsync(RedisKeys.SequenceChecked), cancellation);

    /// <summary>Makes the next sequence greater than <paramref name="sequence"/>, the greatest of the event log.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task RaiseSequenceAsync(long sequence, CancellationToken cancellation) => redis.ExecuteAsync(
        database => database.ScriptEvaluateAsync(RaiseSequenceScript, [RedisKeys.Sequence, RedisKeys.SequenceChecked], [Text(sequence)]), cancellation);

    /// <summary>Keeps older writes from being applied to a key, until an hour after the last note.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public Task NoteDeletionAsync(string key, string sequence, CancellationToken cancellation) => redis.ExecuteAsync(
        database => database.ScriptEvaluateAsync(NoteDeletionScript, [RedisKeys.Deleted], [key, sequence]), cancellation);

    /// <summary>Completes the writes that a stop of Redis has cut short: those with an envelope and no outbox entry.</summary>
    /// <returns>Their number.</returns>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<int> CompleteAsync(CancellationToken cancellation)
    {
        var completed = 0;
        foreach (var (id, envelope) in await redis.ExecuteAsync(ReadIncompleteAsync, cancellation))
        {
            var write = JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)envelope).Span, ContractsJsonContext.Default.EventEnvelope)!;
            if (write.Type is EventTypes.KeySet or EventTypes.KeyDeleted)
            {
                await ApplyAsync(
                    new LoggedWrite(
                        write.Subject!, long.Parse(write.Sequence!, CultureInfo.InvariantCulture), write.Time,
                        write.Type == EventTypes.KeySet ? write.Data!.Value.GetRawText() : null),
                    cancellation);
            }
            // A score in the past makes it due at once.
            await redis.ExecuteAsync(database => database.SortedSetAddAsync(RedisKeys.Outbox, id, 1), cancellation);
            completed++;
        }
        return completed;
    }

    static async Task<List<(RedisValue Id, RedisValue Envelope)>> ReadIncompleteAsync(IDatabase database)
    {
        var incomplete = new List<(RedisValue, RedisValue)>();
        var ids = await database.HashKeysAsync(RedisKeys.OutboxEnvelopes);
        var entries = await Task.WhenAll(ids.Select(id => database.SortedSetScoreAsync(RedisKeys.Outbox, id)));
        foreach (var (id, _) in ids.Zip(entries).Where(pair => pair.Second is null))
        {
            // An entry that was removed meanwhile has no envelope any more.
            if (await database.HashGetAsync(RedisKeys.OutboxEnvelopes, id) is { HasValue: true } envelope)
            {
                incomplete.Add((id, envelope));
            }
        }
        return incomplete;
    }
}
