using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>The same load with a collector of telemetry, without it, and with one that does not respond, in alternating rounds.</summary>
[Collection(TotalQueueCollection.Name)]
[Trait("Category", "Release")]
public sealed class CollectorTests(ITestOutputHelper output)
{
    const int Rounds = 4;

    /// <summary>The part of the slowest round with a collector that each other round has to reach: far below the noise, far above a service that waits for its exporter.</summary>
    const double MinRatio = 0.5;

    int _exports;

    [Fact]
    public async Task Load_is_processed_at_the_same_rate_without_a_collector_and_with_one_that_hangs()
    {
        await using var collector = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]).Build();
        collector.MapPost("/{**path}", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref _exports);
        });
        await collector.StartAsync();
        await using var relay = new TcpRelay(new Uri(collector.Urls.Single()).Port);
        await using var stage = await Stage.StartAsync(new StageLayout { Collector = new($"http://{IPAddress.Loopback}:{relay.Port}") });
        var options = TotalQueueOptions.Read(seconds: 12) with { PauseMilliseconds = 0 };
        var run = new TotalQueueRun(stage, options, output.WriteLine);
        var rounds = new List<Round>();

        var breaches = await run.RunAsync("a collector that comes and goes", async () =>
        {
            // What is compiled and connected on first use is not measured.
            await MeasureAsync(Collector.Present, run.Ledger, options);
            for (var round = 0; round < Rounds; round++)
            {
                // Each state is first in turn, so that none profits from a system that gets warmer, or slower as its log grows.
                foreach (var state in Enumerable.Range(round, 3).Select(i => (Collector)(i % 3)))
                {
                    rounds.Add(await InStateAsync(relay, state, () => MeasureAsync(state, run.Ledger, options)));
                    output.WriteLine($"{rounds[^1]}");
                }
            }
        });

        Assert.Empty(breaches);
        Assert.All(rounds, round => Assert.Equal(round.State == Collector.Present, round.Exports > 0));
        var rates = rounds.ToLookup(round => round.State, round => round.Rate);
        foreach (var state in rates)
        {
            output.WriteLine($"{state.Key}: {state.Average():0} requests/s on average, {state.Min():0} to {state.Max():0}");
        }
        Assert.All(rounds, round => Assert.True(round.Rate > MinRatio * rates[Collector.Present].Min(), $"{round}"));
    }

    static async Task<Round> InStateAsync(TcpRelay relay, Collector state, Func<Task<Round>> measureAsync)
    {
        switch (state)
        {
            case Collector.Absent:
                relay.Close();
                var round = await measureAsync();
                relay.Open();
                return round;
            case Collector.Hanging:
                using (relay.Hold())
                {
                    round = await measureAsync();
                    // What it has been sent is lost: the next round begins without it.
                    relay.Reset();
                    return round;
                }
            default:
                return await measureAsync();
        }
    }

    async Task<Round> MeasureAsync(Collector state, Ledger ledger, TotalQueueOptions options)
    {
        var (before, exports) = (ledger.Attempts - ledger.Unanswered, _exports);
        var watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        return new(state, (ledger.Attempts - ledger.Unanswered - before) / watch.Elapsed.TotalSeconds, _exports - exports);
    }

    enum Collector
    {
        Present,
        Absent,
        Hanging,
    }

    sealed record Round(Collector State, double Rate, int Exports)
    {
        public override string ToString() => $"{State}: {Rate:0} requests/s, {Exports} exports received";
    }
}
