using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Tests.Application;

[Trait("Category", "Slow")]
public sealed class TriggerTests(TriggeredApplicationFixture fixture) : IClassFixture<TriggeredApplicationFixture>
{
    const string Trigger = ResourceNames.Ingress + "-trigger";

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly ApiClient _api = fixture.Api;

    [Fact]
    public async Task Event_waits_in_the_queue_until_the_trigger_runs()
    {
        await fixture.RunCommandAsync(Trigger, KnownResourceCommands.StopCommand);
        var id = await _api.SendEventAsync("thing.happened", "triggered", "1");
        await Eventually.EqualAsync((1, 0), () => DepthAsync(ResourceNames.Ingress));

        await fixture.RunCommandAsync(Trigger, KnownResourceCommands.StartCommand);

        await _api.WaitUntilProcessedAsync(id, Timeout);
        await Eventually.EqualAsync((0, 0), () => DepthAsync(ResourceNames.Ingress));
    }

    [Fact]
    public async Task Unreadable_message_becomes_a_dead_letter_and_is_not_delivered_again()
    {
        var queue = await QueueAsync(ResourceNames.Ingress);
        using var client = queue.Client;
        await client.SendMessageAsync(queue.Url, "no event, niente 😀");

        const string Letters = "select count(*) from dead_letter where convert_from(body, 'UTF8') = 'no event, niente 😀' and reason <> ''";
        await Eventually.GetAsync(() => fixture.QueryAsync(Letters), row => row[0] > 0, Timeout, "a dead letter");

        await Eventually.EqualAsync((0, 0), () => DepthAsync(ResourceNames.Ingress));
        Assert.Equal((0, 0), await DepthAsync(ResourceNames.IngressDeadLetters));
        Assert.Equal(1, Assert.Single(await fixture.QueryAsync(Letters)));
    }

    [Fact]
    public async Task Consumer_killed_during_delivery_loses_and_duplicates_nothing()
    {
        const int Count = 200;
        const string Rows = "select count(*), count(distinct subject) from event_log where type = 'kill.test'";
        var sending = SendAsync(0, Count / 2);
        await Eventually.GetAsync(() => fixture.QueryAsync(Rows), row => row[0] > 0, Timeout, "some rows");
        await fixture.KillAsync(ResourceNames.Consumer);
        await sending;
        // While the consumer is down.
        await SendAsync(Count / 2, Count);
        await fixture.RunCommandAsync(ResourceNames.Consumer, KnownResourceCommands.StartCommand);

        var counts = await Eventually.GetAsync(() => fixture.QueryAsync(Rows), row => row[0] >= Count, Timeout, "all rows");

        await Eventually.EqualAsync((0, 0), () => DepthAsync(ResourceNames.Ingress), seconds: 60);
        Assert.Equal([Count, Count], counts);
        Assert.Equal((0, 0), await DepthAsync(ResourceNames.IngressDeadLetters));
    }

    Task SendAsync(int from, int to) => Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (i, _) => await _api.SendEventAsync("kill.test", $"kill-{i}", "1"));

    async Task<(int Visible, int InFlight)> DepthAsync(string name)
    {
        var queue = await QueueAsync(name);
        using var client = queue.Client;
        var attributes = await client.GetQueueAttributesAsync(queue.Url, ["All"]);
        return (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible);
    }

    async Task<SqsQueue> QueueAsync(string name) => SqsQueue.Connect((await fixture.Application.GetConnectionStringAsync(name))!);
}
