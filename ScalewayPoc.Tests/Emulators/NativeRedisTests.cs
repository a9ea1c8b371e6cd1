using ScalewayPoc.Emulators.Redis;

namespace ScalewayPoc.Tests.Emulators;

[Trait("Category", "Slow")]
public sealed class NativeRedisTests() : RedisEmulatorTests("native")
{
    [SkippableFact]
    public async Task A_server_that_is_killed_ends_its_emulator_with_a_sentence()
    {
        await using var redis = await StartAsync();
        EmulatorProcess.Signal(ChildProcesses.ServerOf(redis), "KILL");
        Assert.Equal(1, await redis.EndedAsync());
        Assert.Contains("ended by itself with exit code 137", redis.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_killed_emulator_takes_its_server_along()
    {
        await using var redis = await StartAsync();
        var children = ChildProcesses.Of(redis.ProcessId);
        Assert.Contains(ChildProcesses.ServerOf(redis), children);
        await redis.KillAsync();
        await Eventually.TrueAsync(() => !children.Any(ChildProcesses.IsRunning), TimeSpan.FromSeconds(20));
    }
}
