using System.Globalization;
using ScalewayPoc.Contracts;
using StackExchange.Redis;

namespace ScalewayPoc.Api.KeyValues;

/// <summary>Reads keys and values; they are written through the outbox.</summary>
sealed class KeyValueStore(Redis redis)
{
    // Sorts after every character that a key may have.
    const string Last = "\x7f";

    static readonly RedisValue[] ValueFields = ["value", "etag"];
    static readonly RedisValue[] EntryFields = ["etag", "sequence", "time"];

    /// <summary>The value of a key with its entity tag, <see langword="null"/> if there is none.</summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<(ReadOnlyMemory<byte> Json, string ETag)?> GetAsync(string key, CancellationToken cancellation)
    {
        var fields = await redis.ExecuteAsync(database => database.HashGetAsync(RedisKeys.Value(key), ValueFields), cancellation);
        return fields[0].HasValue ? ((ReadOnlyMemory<byte>)fields[0], fields[1].ToString()) : null;
    }

    /// <summary>
    /// Keys in the order of their characters, from behind the last one of the previous page. A key that stays is on
    /// exactly one page, whatever others do.
    /// </summary>
    /// <exception cref="Problems.DependencyUnavailableException">Redis does not answer.</exception>
    public async Task<KeyPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellation)
    {
        var begin = prefix.Length > 0 ? $"[{prefix}" : "-";
        var first = after is not null ? $"({after}" : begin;
        var last = prefix.Length > 0 ? $"({prefix}{Last}" : "+";
        var (keys, total) = await redis.ExecuteAsync(async database =>
        {
            var counted = database.ExecuteAsync("ZLEXCOUNT", (RedisKey)RedisKeys.Index, begin, last);
            return (await ReadIndexAsync(database, first, last, limit + 1), (long)await counted);
        }, cancellation);
        var page = keys.Take(limit).ToArray();
        var fields = await redis.ExecuteAsync(
            database => Task.WhenAll(page.Select(key => database.HashGetAsync(RedisKeys.Value(key), EntryFields))), cancellation);
        // A key deleted since the index was read has no fields any more.
        var entries = page.Zip(fields).Where(pair => pair.Second[0].HasValue).Select(pair => Entry(pair.First, pair.Second)).ToArray();
        return new KeyPage(entries, keys.Length > limit ? PageRequest.CursorAt(page[^1]) : null, total);
    }

    // Not SortedSetRangeByValueAsync: it takes bounds such as 01 and 01\x7f for numbers in the wrong order and exchanges them.
    static async Task<string[]> ReadIndexAsync(IDatabase database, string first, string last, int count) =>
        (string[])(await database.ExecuteAsync("ZRANGEBYLEX", (RedisKey)RedisKeys.Index, first, last, "LIMIT", 0, count))!;

    static KeyEntry Entry(string key, RedisValue[] fields) => new(
        key, fields[0].ToString(), fields[1].ToString(), DateTimeOffset.Parse(fields[2].ToString(), CultureInfo.InvariantCulture));
}
