using System.Globalization;
using System.Net;
using ScalewayPoc.Contracts;
using ScalewayPoc.Tests.TotalQueue;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.Application;

[Collection(nameof(ApplicationCollection))]
[Trait("Category", "Release")]
public sealed class FaultTests(ApplicationFixture fixture, ITestOutputHelper output)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly ApiClient _api = fixture.Api;

    [Fact]
    public async Task Consumer_killed_five_times_loses_and_duplicates_nothing()
    {
        const int Count = 1000;
        var accepted = new List<string>();
        var load = Parallel.ForAsync(0, 2 * Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            if (i % 2 == 0)
            {
                using var written = await _api.PutAsync($"kill-{i}", i.ToString(CultureInfo.InvariantCulture));
                Assert.True(written.IsSuccessStatusCode, written.ToString());
                return;
            }
            var id = await _api.SendEventAsync("kill.test", $"kill-{i}", i.ToString(CultureInfo.InvariantCulture));
            lock (accepted)
            {
                accepted.Add(id);
            }
        });
        for (var kill = 0; kill < 5; kill++)
        {
            await fixture.KillAsync(ResourceNames.Consumer);
            await fixture.RunCommandAsync(ResourceNames.Consumer, KnownResourceCommands.StartCommand);
        }
        await load;

        var subjects = "select count(*), count(distinct subject) from event_log where subject like 'kill-%'";
        var counts = await Eventually.GetAsync(() => fixture.QueryAsync(subjects), row => row[0] >= 2 * Count, Timeout, "all rows");
        Assert.Equal([2 * Count, 2 * Count], counts);
        Assert.Equal(Count, accepted.Distinct().Count());
    }

    [Fact]
    public async Task Every_process_killed_once_loses_and_duplicates_nothing()
    {
        await using var system = await RunningApplication.ConnectAsync(fixture.Application);
        var run = new TotalQueueRun(system, TotalQueueOptions.Read(), output.WriteLine);

        var breaches = await run.RunAsync("each process killed", async () =>
        {
            foreach (var resource in (string[])[ResourceNames.Redis, "postgres", "queues", ResourceNames.Api, ResourceNames.Consumer])
            {
                await fixture.KillAsync(resource);
                await fixture.RunCommandAsync(resource, KnownResourceCommands.StartCommand);
            }
        });

        Assert.Empty(breaches);
    }

    [Fact]
    public async Task Api_without_redis_returns_503_and_recovers()
    {
        using var before = await _api.PutAsync("redis-gone", "1");
        await fixture.RunCommandAsync(ResourceNames.Redis, KnownResourceCommands.StopCommand);

        using var refused = await _api.PutAsync("redis-gone", "2");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _api.Http.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _api.Http.GetAsync("/alive")).StatusCode);

        await fixture.RunCommandAsync(ResourceNames.Redis, KnownResourceCommands.StartCommand);
        using var recovered = await Eventually.GetAsync(
            () => _api.PutAsync("redis-gone", "3"), answer => answer.IsSuccessStatusCode, Timeout, "write accepted again");
        using var read = await _api.Http.GetAsync("/api/kv/redis-gone");
        Assert.Equal("3", await read.Content.ReadAsStringAsync());
    }
}
