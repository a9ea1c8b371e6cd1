using ScalewayPoc.Emulators.Redis;

namespace ScalewayPoc.Tests.Emulators;

public sealed class NativeRedisTests() : RedisEmulatorTests("native")
{
    [SkippableFact]
    public async Task A_server_that_is_killed_ends_its_emulator_with_a_sentence()
    {
        await using var redis = await StartAsync();
        EmulatorProcess.Signal(Assert.Single(ChildProcesses.Of(redis.ProcessId)), "KILL");
        await Eventually.TrueAsync(() => redis.HasExited, TimeSpan.FromSeconds(5));
        Assert.Contains("ended by itself with exit code 137", redis.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_killed_emulator_takes_its_server_along()
    {
        await using var redis = await StartAsync();
        var server = Assert.Single(ChildProcesses.Of(redis.ProcessId));
        await redis.KillAsync();
        await Eventually.TrueAsync(() => !ChildProcesses.IsRunning(server), TimeSpan.FromSeconds(5));
    }

    /// <summary>As on macOS, and on a Linux without util-linux: a PATH that has nothing but the server.</summary>
    [SkippableFact]
    public async Task Where_the_kernel_does_not_signal_a_watchdog_does()
    {
        var server = RedisServer.Find();
        Skip.If(server is null, "There is no redis-server or valkey-server on PATH.");
        var path = Directory.CreateTempSubdirectory("path-");
        try
        {
            File.CreateSymbolicLink(Path.Combine(path.FullName, Path.GetFileName(server)), server);
            await using var redis = await EmulatorProcess.StartAsync(
                "redis", EmulatorProcess.FreePort(), null, new Dictionary<string, string> { ["PATH"] = path.FullName }, "--server", "native");
            var children = ChildProcesses.Of(redis.ProcessId);
            Assert.Equal(2, children.Count);
            await redis.KillAsync();
            await Eventually.TrueAsync(() => !children.Any(ChildProcesses.IsRunning), TimeSpan.FromSeconds(5));
        }
        finally
        {
            path.Delete(recursive: true);
        }
    }
}
