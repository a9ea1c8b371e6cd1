using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Tests.Consumer;

public class BackgroundLoopTests
{
    [Fact]
    public async Task An_exception_is_reported_and_the_work_is_repeated_until_the_stop()
    {
        using var stop = new CancellationTokenSource();
        List<string> failures = [];
        var loop = new BackgroundLoop("test", e => failures.Add(e.Message));
        var runs = 0;
        List<bool> failing = [];
        Assert.Equal(0, loop.Running);

        await loop.RunAsync(() =>
        {
            failing.Add(loop.IsFailing);
            return ++runs switch
            {
                1 => throw new InvalidCastException("first"),
                // Canceled by something else than the stop.
                2 => throw new OperationCanceledException("second"),
                3 => Task.CompletedTask,
                _ => stop.CancelAsync(),
            };
        }, stop.Token);

        Assert.Equal(4, runs);
        Assert.Equal(["first", "second"], failures);
        Assert.Equal([false, true, true, false], failing);
        Assert.Equal(0, loop.Running);
    }

    [Fact]
    public async Task A_loop_counts_as_running_until_it_returns()
    {
        using var stop = new CancellationTokenSource();
        var loop = new BackgroundLoop("test", _ => { });
        var started = new TaskCompletionSource();

        var run = loop.RunAsync(async () =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop.Token);
        }, stop.Token);
        await started.Task;

        Assert.Equal(1, loop.Running);
        await stop.CancelAsync();
        await run;
        Assert.Equal(0, loop.Running);
    }
}
