using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Triggers;

/// <summary>The command <c>trigger</c> as a process of its own.</summary>
public sealed class CommandLineTests
{
    [SkippableFact]
    public async Task Sigterm_ends_receiving_and_lets_running_requests_finish()
    {
        Skip.If(OperatingSystem.IsWindows(), EmulatorProcess.NoSignals);
        var answer = new TaskCompletionSource<int>();
        await using var setup = await TriggerSetup.CreateAsync(_ => answer.Task);
        await using var trigger = await StartAsync(setup);
        await setup.SendAsync("1", "2", "3");
        await setup.Target.ArrivedAsync(3);

        trigger.Signal("TERM");
        await StoppingAsync(trigger);
        await setup.SendAsync("too late");
        answer.SetResult(200);

        Assert.Equal(0, await trigger.ExitAsync());
        // In flight if the last poll still received it; never delivered or lost.
        var (visible, inFlight) = await setup.DepthAsync();
        Assert.Equal(1, visible + inFlight);
        Assert.Equal(["1", "2", "3"], setup.Target.Posts.Select(post => post.Text).Order());
    }

    [Theory]
    [InlineData(null, "No queue: give its connection string with --queue or in ConnectionStrings__queue.")]
    [InlineData("Endpoint=http://127.0.0.1:9;Region=x;AccessKey=x;SecretKey=x", "The queue connection string has no QueueUrl.")]
    [InlineData("Endpoint=http://127.0.0.1:9;Region=x;AccessKey=x;SecretKey=x;QueueUrl=http://127.0.0.1:9/0/q", "Queue http://127.0.0.1:9/0/q does not answer: ")]
    public async Task A_queue_that_cannot_be_used_is_named(string? queue, string message)
    {
        var (exitCode, output) = await EmulatorProcess.RunAsync(
            ["trigger", "--target", "http://127.0.0.1:9/events", .. queue is null ? (string[])[] : ["--queue", queue]]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith(message, output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--target=ftp://localhost", "--target must be an http or https address.")]
    [InlineData("--target=http://localhost --timeout=0", "--timeout must be 1 to 3600.")]
    public async Task A_wrong_option_is_named(string options, string message)
    {
        var (exitCode, output) = await EmulatorProcess.RunAsync(["trigger", .. options.Split(' ')]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_hides_nothing_is_refused()
    {
        await using var setup = await TriggerSetup.CreateAsync(_ => 200, "jobs,visibilityTimeout=0");
        var (exitCode, output) = await EmulatorProcess.RunAsync(
            ["trigger", "--queue", setup.ConnectionString, "--target", setup.Target.Address.ToString()]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Queue jobs has a visibility timeout of 0 s: give it at least 1", output, StringComparison.Ordinal);
    }

    static Task<ServerProcess> StartAsync(TriggerSetup setup) => ServerProcess.StartAsync(
        "ScalewayPoc.Emulators", ["trigger", "--target", setup.Target.Address.ToString()], "ready",
        new Dictionary<string, string> { ["ConnectionStrings__queue"] = setup.ConnectionString });

    static Task StoppingAsync(ServerProcess trigger) =>
        Eventually.TrueAsync(() => Task.FromResult(trigger.Output.Contains("Stopping: ", StringComparison.Ordinal)), () => trigger.Output);
}
