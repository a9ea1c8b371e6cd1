using System.Diagnostics;

namespace ScalewayPoc.Tests.Emulators;

[Trait("Category", "Release")]
public sealed class GarnetRedisTests() : RedisEmulatorTests("garnet")
{
    const long Mebibyte = 1024 * 1024;

    [Fact]
    public async Task It_starts_small_evicts_nothing_and_keeps_its_log_on_disk_bounded()
    {
        await using var redis = await StartAsync();
        using (var process = Process.GetProcessById(redis.ProcessId))
            Assert.InRange(process.WorkingSet64, 1, 250 * Mebibyte);
        await using var connection = await ConnectAsync(redis);
        var db = connection.GetDatabase();
        // 120 MiB through a log that is cut at 64 MiB; 20 MiB are there at the end.
        var value = new string('x', 100 * 1024);
        for (var round = 0; round < 6; round++)
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => db.StringSetAsync($"key:{i}", $"{value}{round}")));
        await Eventually.TrueAsync(() => LogSize(redis.Data) < 90 * Mebibyte, TimeSpan.FromSeconds(20));

        await redis.KillAsync();
        await redis.StartAgainAsync();
        await using var again = await ConnectAsync(redis);
        foreach (var i in Enumerable.Range(0, 200))
            Assert.Equal($"{value}5", await again.GetDatabase().StringGetAsync($"key:{i}"));
    }

    static long LogSize(string data) =>
        new DirectoryInfo(Path.Combine(data, "garnet", "AOF")).EnumerateFiles("aof.log*").Sum(file => file.Exists ? file.Length : 0);
}
