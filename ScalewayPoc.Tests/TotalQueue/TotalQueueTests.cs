using ScalewayPoc.Contracts;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>Runs alone: it needs the whole machine, and takes it from others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TotalQueueCollection
{
    public const string Name = "TotalQueue";
}

[Collection(TotalQueueCollection.Name)]
public sealed class TotalQueueTests(ITestOutputHelper output)
{
    [Fact]
    public Task Whatever_dies_everything_acknowledged_is_in_the_log_exactly_once() =>
        HoldsAsync(new StageLayout(), TotalQueueOptions.Read(seconds: 20, faults: 20));

    [Fact]
    public Task Two_of_each_lose_and_double_nothing_either() =>
        HoldsAsync(new StageLayout(Apis: 2, Consumers: 2), TotalQueueOptions.Read(seconds: 10, faults: 8));

    [Fact]
    public Task Behind_a_trigger_nothing_is_lost_or_doubled() =>
        HoldsAsync(new StageLayout { Trigger = true, MaxReceiveCount = 4 }, TotalQueueOptions.Read(seconds: 10, faults: 10));

    [Fact]
    public async Task Dead_letters_that_are_replayed_are_neither_lost_nor_doubled()
    {
        // Whatever is delivered a second time is a dead letter: what a Consumer had in hand when it died.
        await using var stage = await Stage.StartAsync(new StageLayout { MaxReceiveCount = 1, VisibilitySeconds = 1 });
        var deaths = Fault.Of(away: stage.Parts["postgres"], dies: stage.Parts["consumer 0"]);

        var run = await HoldsAsync(stage, TotalQueueOptions.Read(), "the Consumer killed three times in the midst of it", async () =>
        {
            for (var death = 0; death < 3; death++)
            {
                await stage.WaitUntilHealthyAsync();
                await deaths.RunAsync(TimeSpan.FromSeconds(1));
            }
        });

        Assert.NotEqual(0, run.Replayed);
    }

    async Task HoldsAsync(StageLayout layout, TotalQueueOptions options)
    {
        await using var stage = await Stage.StartAsync(layout);
        await HoldsAsync(stage, options, $"{options.Faults} faults in {options.Seconds} s", () => FaultSchedule.RunAsync(
            new Random(options.Seed), TimeSpan.FromSeconds(options.Seconds), options.Faults, stage.Crashes, stage.Cuts, Log));
    }

    async Task<TotalQueueRun> HoldsAsync(Stage stage, TotalQueueOptions options, string what, Func<Task> happenAsync)
    {
        var run = new TotalQueueRun(stage, options, Log) { ReplaysDeadLetters = true };

        var breaches = await run.RunAsync(what, happenAsync);

        Assert.True(breaches.Count == 0, $"{run.Summary}\n{string.Join('\n', breaches.Take(50))}\n{stage.Output}");
        Assert.Equal(0, await stage.DepthAsync(ResourceNames.IngressDeadLetters));
        return run;
    }

    void Log(string line) => output.WriteLine(line);
}
