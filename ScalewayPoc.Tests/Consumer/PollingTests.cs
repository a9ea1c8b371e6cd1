using ScalewayPoc.Contracts;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class PollingTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task Events_that_come_twice_are_recorded_once()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var bodies = TestEvents.Bodies(58);
        await setup.SendAsync([.. bodies, .. bodies]);

        await setup.StartConsumerAsync();

        await setup.QueueIsDoneAsync();
        Assert.Equal(58, await setup.CountAsync());
    }

    [Fact]
    public async Task A_full_queue_costs_two_requests_for_ten_messages()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await setup.SendAsync(TestEvents.Bodies(400));

        await setup.StartConsumerAsync();

        await setup.QueueIsDoneAsync();
        Assert.Equal(40, setup.Calls("DeleteMessageBatch"));
        // Besides those with messages, each of the four receivers has one or two that find none.
        Assert.InRange(setup.Calls("ReceiveMessage"), 40, 48);
        Assert.Equal(0, setup.Calls("ChangeMessageVisibilityBatch"));
    }

    [Fact]
    public async Task Two_sources_with_the_same_id_are_two_events()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await setup.SendAsync([TestEvents.Body("e1", "/one"), TestEvents.Body("e1", "/two"), TestEvents.Body("e1", "/one")]);

        await setup.StartConsumerAsync();

        await setup.QueueIsDoneAsync();
        Assert.Equal(2, await setup.CountAsync());
    }

    [Fact]
    public async Task A_key_event_of_another_source_becomes_a_dead_letter()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await setup.SendAsync(
            TestEvents.Body(TestEvents.Envelope("e1") with { Type = EventTypes.KeySet }),
            TestEvents.Body(TestEvents.Envelope("e1", EventSources.Api) with { Type = EventTypes.KeySet }));

        await setup.StartConsumerAsync();

        await setup.RecordedAsync(1);
        await Eventually.EqualAsync((1, 0), () => setup.DepthAsync(setup.DeadLetterUrl), setup.Logs);
        Assert.Equal(1, await setup.CountAsync("event_log where source = '/scalewaypoc/api'"));
    }

    [Fact]
    public async Task Unreadable_messages_reach_the_dead_letter_queue_while_good_ones_beside_them_pass()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await setup.SendAsync([TestEvents.Body("good1"), "{\"no\":\"event\"}", TestEvents.Body("good2"), "hello"]);

        var consumer = await setup.StartConsumerAsync();

        await setup.RecordedAsync(2);
        // Long before three visibility timeouts of 30 s each have passed.
        await Eventually.EqualAsync((2, 0), () => setup.DepthAsync(setup.DeadLetterUrl), setup.Logs);
        await Eventually.EqualAsync((0, 0), () => setup.DepthAsync(setup.QueueUrl), setup.Logs);
        Assert.Contains("(delivery 3) is unreadable: 'specversion' is missing", consumer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_takes_longer_than_the_visibility_timeout_is_not_delivered_again()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 3, maxReceiveCount: 1);
        setup.Settings["Consumer__Polling__Receivers"] = "1";
        var consumer = await setup.StartConsumerAsync();
        await consumer.HealthyAsync();

        await using (await setup.LockLogAsync())
        {
            await setup.SendAsync(TestEvents.Bodies(10));
            await setup.InsertWaitsAsync();
            // Each is after a third of the visibility timeout.
            await setup.RenewedAsync(4);
            // The queue has them until they are durable.
            var (visible, inFlight) = await setup.DepthAsync(setup.QueueUrl);
            Assert.Equal(10, visible + inFlight);
        }

        await setup.RecordedAsync(10);
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_message_received_again_meanwhile_is_not_deleted_with_the_old_handle()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 2, maxReceiveCount: 100);
        var consumer = await setup.StartConsumerProcessAsync();
        await consumer.HealthyAsync();
        await using (await setup.LockLogAsync())
        {
            await setup.SendAsync(TestEvents.Body("slow"));
            await setup.InsertWaitsAsync();
            consumer.Freeze();
            // Twice: then even the consumer's own receive is certainly longer ago than the timeout.
            var received = 0;
            await Eventually.TrueAsync(
                async () => (received += (await setup.Sqs.ReceiveMessageAsync(setup.QueueUrl)).Messages?.Count ?? 0) == 2,
                () => "received by the test");
        }
        consumer.Thaw();

        await consumer.LoggedAsync("1 messages were handled, but after their visibility timeout");
        await setup.QueueIsDoneAsync();
        Assert.Equal(1, await setup.CountAsync());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_consumer_that_is_killed_again_and_again_loses_and_doubles_nothing()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 1, maxReceiveCount: 100);
        var sending = setup.SendAsync(TestEvents.Bodies(600));
        for (var kill = 1; kill <= 3; kill++)
        {
            var killed = await setup.StartConsumerProcessAsync();
            var enough = kill * 100;
            await Eventually.TrueAsync(async () => await setup.CountAsync() >= enough, () => $"{enough} recorded\n" + setup.Logs());
            await killed.KillAsync();
        }
        await sending;
        var consumer = await setup.StartConsumerAsync();

        await setup.QueueIsDoneAsync();
        Assert.Equal(600, await setup.CountAsync());
    }
}
