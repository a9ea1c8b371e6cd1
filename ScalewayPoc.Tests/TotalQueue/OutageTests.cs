using ScalewayPoc.Contracts;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>One server is away for long, under load.</summary>
[Collection(TotalQueueCollection.Name)]
[Trait("Category", "Release")]
public sealed class OutageTests(ITestOutputHelper output)
{
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task While_the_queue_is_down_no_write_is_refused_and_later_all_are_in_the_log()
    {
        var options = TotalQueueOptions.Read();
        await using var stage = await Stage.StartAsync(new StageLayout());
        var run = new TotalQueueRun(stage, options, output.WriteLine);

        var breaches = await run.RunAsync($"the queue down for {options.OutageSeconds} s", () => CrashAsync(stage, "queue", options));

        Assert.Empty(breaches);
        Assert.Equal(0, run.Ledger.Unanswered);
        Assert.InRange(run.RecoveryTime, TimeSpan.Zero, Recovery);
    }

    [Fact]
    public async Task While_the_database_is_down_nothing_becomes_a_dead_letter_and_later_all_is_in_the_log()
    {
        var options = TotalQueueOptions.Read();
        // Many times shorter than the outage: a message that is received and let go is a dead letter soon.
        await using var stage = await Stage.StartAsync(new StageLayout { VisibilitySeconds = 2, MaxReceiveCount = 2 });
        var run = new TotalQueueRun(stage, options, output.WriteLine);

        var breaches = await run.RunAsync($"the database down for {options.OutageSeconds} s", () => CrashAsync(stage, "postgres", options));

        Assert.Equal(0, await stage.DepthAsync(ResourceNames.IngressDeadLetters));
        Assert.Empty(breaches);
        Assert.Equal(0, run.Ledger.Unanswered);
    }

    static Task CrashAsync(Stage stage, string part, TotalQueueOptions options) =>
        stage.Parts[part].CrashAsync(TimeSpan.FromSeconds(options.OutageSeconds));
}
