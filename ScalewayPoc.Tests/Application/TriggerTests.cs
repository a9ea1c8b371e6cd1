using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Tests.Application;

public sealed class TriggerTests(TriggeredApplicationFixture fixture) : IClassFixture<TriggeredApplicationFixture>
{
    const string Trigger = ResourceNames.Ingress + "-trigger";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ApiClient _api = fixture.Api;

    [Fact]
    public async Task An_event_waits_for_the_trigger_and_is_then_processed()
    {
        await fixture.RunCommandAsync(Trigger, KnownResourceCommands.StopCommand);
        var id = await _api.SendEventAsync("order.placed", "triggered", "1");
        await Eventually.EqualAsync((1, 0), () => DepthAsync(ResourceNames.Ingress));

        await fixture.RunCommandAsync(Trigger, KnownResourceCommands.StartCommand);

        await _api.WaitUntilProcessedAsync(id, Patience);
        await Eventually.EqualAsync((0, 0), () => DepthAsync(ResourceNames.Ingress));
    }

    [Fact]
    public async Task Unreadable_input_is_recorded_as_a_dead_letter_and_not_delivered_again()
    {
        var queue = await QueueAsync(ResourceNames.Ingress);
        using var client = queue.Client;
        await client.SendMessageAsync(queue.Url, "no event, niente 😀");

        const string Letters = "select count(*) from dead_letter where convert_from(body, 'UTF8') = 'no event, niente 😀' and reason <> ''";
        await Eventually.GetAsync(() => fixture.QueryAsync(Letters), row => row[0] > 0, Patience, "a dead letter");

        await Eventually.EqualAsync((0, 0), () => DepthAsync(ResourceNames.Ingress));
        Assert.Equal((0, 0), await DepthAsync(ResourceNames.IngressDeadLetters));
        Assert.Equal(1, Assert.Single(await fixture.QueryAsync(Letters)));
    }

    [Fact]
    public async Task Killing_the_consumer_in_the_middle_loses_and_doubles_nothing()
    {
        const int Count = 200;
        const string Rows = "select count(*), count(distinct subject) from event_log where type = 'kill.test'";
        var sending = SendAsync(0, Count / 2);
        await Eventually.GetAsync(() => fixture.QueryAsync(Rows), row => row[0] > 0, Patience, "some rows");
        await fixture.KillAsync(ResourceNames.Consumer);
        await sending;
        // With nobody there to take them.
        await SendAsync(Count / 2, Count);
        await fixture.RunCommandAsync(ResourceNames.Consumer, KnownResourceCommands.StartCommand);

        var counts = await Eventually.GetAsync(() => fixture.QueryAsync(Rows), row => row[0] >= Count, Patience, "all rows");

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
