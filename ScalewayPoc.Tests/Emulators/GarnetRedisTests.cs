using System.Diagnostics;

namespace ScalewayPoc.Tests.Emulators;

public sealed class GarnetRedisTests() : RedisEmulatorTests("garnet")
{
    const long Mebibyte = 1024 * 1024;

    [Fact]
    public async Task Garnet_is_small_when_idle()
    {
        await using var redis = await StartAsync();
        using var process = Process.GetProcessById(redis.ProcessId);
        Assert.InRange(process.WorkingSet64, 1, 300 * Mebibyte);
    }

    [Fact]
    public async Task Nothing_is_evicted_and_the_log_on_disk_stays_bounded()
    {
        await using var redis = await StartAsync();
        await using var connection = await ConnectAsync(redis);
        var db = connection.GetDatabase();
        // 200 MiB through a log that is cut at 64 MiB, 20 MiB of which stay.
        var value = new string('x', 100 * 1024);
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => db.StringSetAsync($"key:{i}", $"{value}{round}")));
        await EmulatorProcess.WaitUntilAsync(() => LogSize(redis.Data) < 100 * Mebibyte, TimeSpan.FromSeconds(20));

        await redis.KillAsync();
        await redis.StartAgainAsync();
        await using var again = await ConnectAsync(redis);
        foreach (var i in Enumerable.Range(0, 200))
            Assert.Equal($"{value}9", await again.GetDatabase().StringGetAsync($"key:{i}"));
    }

    static long LogSize(string data) =>
        new DirectoryInfo(Path.Combine(data, "garnet", "AOF")).EnumerateFiles("aof.log*").Sum(file => file.Exists ? file.Length : 0);
}
