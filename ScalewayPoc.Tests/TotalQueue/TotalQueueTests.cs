using ScalewayPoc.Contracts;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>Runs alone: it needs the whole machine, and takes it from others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TotalQueueCollection
{
    public const string Name = "TotalQueue";
}

/// <summary>A short run for every day; the long ones are below.</summary>
[Collection(TotalQueueCollection.Name)]
[Trait("Category", "Slow")]
public sealed class TotalQueueTests(ITestOutputHelper output)
{
    [Fact]
    public Task Whatever_dies_everything_acknowledged_is_in_the_log_exactly_once() =>
        new TotalQueueCheck(output).RunAsync(new StageLayout(Apis: 2), TotalQueueOptions.Read(seconds: 8, faults: 8));
}

/// <summary>Every layout, and minutes of faults, before a release.</summary>
[Collection(TotalQueueCollection.Name)]
[Trait("Category", "Release")]
public sealed class LongTotalQueueTests(ITestOutputHelper output)
{
    readonly TotalQueueCheck _check = new(output);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task For_minutes_nothing_is_lost_or_doubled(bool garnet) =>
        _check.RunAsync(new StageLayout { Garnet = garnet }, TotalQueueOptions.Read(seconds: 300, faults: 120));

    [Fact]
    public Task Two_of_each_lose_and_double_nothing_either() =>
        _check.RunAsync(new StageLayout(Apis: 2, Consumers: 2), TotalQueueOptions.Read(seconds: 30, faults: 24));

    [Fact]
    public Task Behind_a_trigger_nothing_is_lost_or_doubled() =>
        _check.RunAsync(new StageLayout { Trigger = true, MaxReceiveCount = 4 }, TotalQueueOptions.Read(seconds: 30, faults: 24));

    [Fact]
    public async Task Dead_letters_that_are_replayed_are_neither_lost_nor_doubled()
    {
        // A message that is delivered a second time is a dead letter: those that a Consumer was handling when it was killed.
        await using var stage = await Stage.StartAsync(new StageLayout { MaxReceiveCount = 1, VisibilitySeconds = 1 });
        var deaths = Fault.Of(away: stage.Parts["postgres"], dies: stage.Parts["consumer 0"]);

        var run = await _check.RunAsync(stage, TotalQueueOptions.Read(), "the Consumer killed three times", async () =>
        {
            for (var death = 0; death < 3; death++)
            {
                await stage.WaitUntilHealthyAsync();
                await deaths.RunAsync(TimeSpan.FromSeconds(1));
            }
        });

        Assert.NotEqual(0, run.Replayed);
    }
}

/// <summary>Runs a system under load and faults; in the end loses all of Redis and rebuilds it.</summary>
sealed class TotalQueueCheck(ITestOutputHelper output)
{
    public async Task RunAsync(StageLayout layout, TotalQueueOptions options)
    {
        await using var stage = await Stage.StartAsync(layout);
        await RunAsync(stage, options, $"{options.Faults} faults in {options.Seconds} s", () => FaultSchedule.RunAsync(
            new Random(options.Seed), TimeSpan.FromSeconds(options.Seconds), options.Faults, stage.Crashes, stage.Cuts, output.WriteLine));
    }

    public async Task<TotalQueueRun> RunAsync(Stage stage, TotalQueueOptions options, string what, Func<Task> happenAsync)
    {
        var run = new TotalQueueRun(stage, options, output.WriteLine) { ReplaysDeadLetters = true, LastActAsync = stage.LoseAndRebuildRedisAsync };

        var breaches = await run.RunAsync(what, happenAsync);

        Assert.True(breaches.Count == 0, $"{run.Summary}\n{string.Join('\n', breaches.Take(50))}\n{stage.Output}");
        Assert.Equal(0, await stage.DepthAsync(ResourceNames.IngressDeadLetters));
        return run;
    }
}
