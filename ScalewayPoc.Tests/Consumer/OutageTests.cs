using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class OutageTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task While_the_database_is_away_no_message_comes_near_the_dead_letter_queue()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 3, maxReceiveCount: 2);
        setup.Settings["Consumer__Polling__Receivers"] = "1";
        var consumer = await setup.StartConsumerAsync();
        await setup.SendAsync(TestEvents.Body("before"));
        await setup.RecordedAsync(1);

        await using (await setup.LockLogAsync())
        {
            await setup.SendAsync(TestEvents.Bodies(100));
            await setup.InsertWaitsAsync();
            setup.Relay.Close();
        }
        // Each is after a third of the visibility timeout, so this takes more timeouts than a message has receives.
        await setup.RenewedAsync(9);
        Assert.Equal((0, 0), await setup.DepthAsync(setup.DeadLetterUrl));
        Assert.False((await consumer.Http.GetAsync("/health")).IsSuccessStatusCode);
        setup.Relay.Open();

        await setup.RecordedAsync(101);
        await setup.QueueIsDoneAsync();
        await consumer.HealthyAsync();
    }

    [Fact]
    public async Task A_database_that_wakes_up_for_five_seconds_is_waited_for()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 2, maxReceiveCount: 1);
        var consumer = await setup.StartConsumerAsync();
        await consumer.HealthyAsync();
        setup.Relay.DelayNext(WakeUp.Time, WakeUp.IsStatement);
        await setup.SendAsync(TestEvents.Bodies(20));

        await setup.RecordedAsync(20);
        // Each was received once: what was waited with stayed hidden, beyond its visibility timeout.
        await setup.QueueIsDoneAsync();
        Assert.DoesNotContain("accepts no events", consumer.Output[consumer.Output.IndexOf("Receiving from", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_starts_without_database_and_queue_says_so_and_finds_them_later()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await setup.SendAsync(TestEvents.Bodies(15));
        setup.Relay.Close();
        await setup.StopQueueAsync();
        var consumer = await setup.StartConsumerAsync();
        await consumer.LoggedAsync("The event log accepts no events");
        setup.Relay.Open();
        await consumer.LoggedAsync("Receiving failed");
        var health = await consumer.Http.GetStringAsync("/alive");
        Assert.False((await consumer.Http.GetAsync("/health")).IsSuccessStatusCode, health);

        await setup.StartQueueAsync();

        await setup.QueueIsDoneAsync();
        Assert.Equal(15, await setup.CountAsync());
        await consumer.HealthyAsync();
    }
}
