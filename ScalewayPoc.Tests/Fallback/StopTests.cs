using System.Diagnostics;
using System.Globalization;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Fallback;

/// <summary>How programs end.</summary>
public class StopTests
{
    static bool IsFallback => typeof(DistributedApplication).Assembly.GetName().Name != "Aspire.Hosting";

    [SkippableFact]
    public async Task Those_who_serve_end_after_those_they_serve()
    {
        Skip.IfNot(IsFallback, "Aspire ends all programs at once.");
        await using var small = await SmallApplication.CreateAsync();
        var server = small.AddScript("server", "trap 'echo server >> ended; exit' TERM; echo up; while :; do sleep 0.05; done");
        small.AddScript("client", "trap 'sleep 0.5; echo client >> ended; exit' TERM; echo up; while :; do sleep 0.05; done").WaitFor(server);
        await small.StartAsync();
        await Task.WhenAll(small.LogAsync("server", "up"), small.LogAsync("client", "up"));

        await small.StopAsync();

        Assert.Equal(["client", "server"], await File.ReadAllLinesAsync(Path.Combine(small.Folder, "ended")));
    }

    [SkippableFact]
    public async Task A_program_that_does_not_end_is_killed_with_what_it_has_started()
    {
        Skip.IfNot(IsFallback, "Aspire stops without waiting for its orchestrator.");
        await using var small = await SmallApplication.CreateAsync();
        small.AddScript("stubborn", "trap '' TERM; sleep 60 & echo child=$!.; while :; do sleep 0.1; done");
        await small.StartAsync();
        var parent = SmallApplication.ProcessId(await small.WaitForAsync("stubborn", KnownResourceStates.Running));
        var child = int.Parse((await small.LogAsync("stubborn", ".")).Split("child=")[1].Split('.')[0], CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();

        await small.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10));
        Assert.False(SmallApplication.IsAlive(parent));
        await Eventually.GetAsync(() => Task.FromResult(SmallApplication.IsAlive(child)), alive => !alive, TimeSpan.FromSeconds(5), "child ended");
    }

    [Fact]
    public async Task A_stop_command_lets_the_program_end_in_its_own_way_and_a_start_command_starts_it_again()
    {
        await using var small = await SmallApplication.CreateAsync();
        small.AddScript("server", "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done");
        await small.StartAsync();
        await small.LogAsync("server", "up");

        Assert.True((await small.Commands.ExecuteCommandAsync("server", KnownResourceCommands.StopCommand, small.Stop)).Success);
        Assert.Equal(0, (await small.WaitForAsync("server", KnownResourceStates.Finished)).ExitCode);

        Assert.True((await small.Commands.ExecuteCommandAsync("server", KnownResourceCommands.StartCommand, small.Stop)).Success);
        await small.WaitForAsync("server", KnownResourceStates.Running);
    }
}
