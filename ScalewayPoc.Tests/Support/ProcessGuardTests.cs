using System.Diagnostics;

namespace ScalewayPoc.Tests.Support;

[Trait("Category", "Slow")]
public sealed class ProcessGuardTests
{
    [SkippableFact]
    public async Task The_end_of_the_test_process_ends_what_it_has_started_and_nothing_else()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The environment of other processes can be read on Linux only.");
        var mark = Guid.NewGuid().ToString("n");
        using var guard = ProcessGuard.Start(mark)!;
        using var own = Sleep(mark);
        using var foreign = Sleep("another");

        guard.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await own.WaitForExitAsync(limit.Token);

        Assert.False(foreign.HasExited);
        foreign.Kill();
        await guard.WaitForExitAsync(limit.Token);
    }

    static Process Sleep(string mark)
    {
        var start = new ProcessStartInfo("sleep", ["1000"]);
        ProcessGuard.Mark(start, mark);
        return Process.Start(start)!;
    }
}
