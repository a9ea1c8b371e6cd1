using Amazon.SQS.Model;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

[Trait("Category", "Slow")]
public class ShutdownTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task An_idle_consumer_stops_without_waiting_for_its_long_poll()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        setup.Settings["Consumer__Polling__WaitTime"] = "00:00:20";
        setup.Settings["Consumer__StopTimeout"] = "00:01:00";
        // As long as the consumer's poll and begun before it, so that it ends first unless the consumer cancels its own.
        var poll = setup.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(setup.DeadLetterUrl) { WaitTimeSeconds = 20 });
        var consumer = await setup.StartConsumerProcessAsync();
        await consumer.LoggedAsync("Receiving from ingress");

        var stop = StopAsync(consumer);

        Assert.Same(stop, await Task.WhenAny(stop, poll));
        Assert.Equal(0, await stop);
    }

    [Fact]
    public async Task What_is_being_handled_is_finished_before_it_stops()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, maxReceiveCount: 1);
        var consumer = await setup.StartConsumerProcessAsync();
        await consumer.HealthyAsync();
        Task<int> stop;
        await using (await setup.LockLogAsync())
        {
            await setup.SendAsync(TestEvents.Bodies(10));
            await setup.InsertWaitsAsync();
            stop = StopAsync(consumer);
            await consumer.LoggedAsync("Stopping: no more messages are received");
        }

        Assert.Equal(0, await stop);
        Assert.Equal(10, await setup.CountAsync());
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    public async Task What_cannot_be_finished_in_time_is_given_back_at_once()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 600, maxReceiveCount: 2);
        setup.Settings["Consumer__StopTimeout"] = "00:00:04";
        var consumer = await setup.StartConsumerProcessAsync();
        await consumer.HealthyAsync();
        await using (await setup.LockLogAsync())
        {
            await setup.SendAsync(TestEvents.Bodies(10));
            await setup.InsertWaitsAsync();

            await EndsInTimeAsync(setup, consumer);
        }

        // Its visibility timeout of ten minutes is not over; a successor has it all the same.
        await setup.StartConsumerAsync();
        await setup.RecordedAsync(10);
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    public async Task A_database_that_hangs_does_not_hold_up_the_stop()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 600, maxReceiveCount: 2);
        setup.Settings["Consumer__StopTimeout"] = "00:00:04";
        var consumer = await setup.StartConsumerProcessAsync();
        await consumer.HealthyAsync();
        using (setup.Relay.Hold())
        {
            await setup.SendAsync(TestEvents.Bodies(10));
            await Eventually.EqualAsync((0, 10), () => setup.DepthAsync(setup.QueueUrl), setup.Logs);

            await EndsInTimeAsync(setup, consumer);
        }

        await setup.StartConsumerAsync();
        await setup.RecordedAsync(10);
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    public async Task Stopping_under_load_loses_nothing_and_leaves_nothing_in_flight()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout: 600, maxReceiveCount: 2);
        await setup.SendAsync(TestEvents.Bodies(500));
        var consumer = await setup.StartConsumerProcessAsync();
        await Eventually.TrueAsync(async () => await setup.CountAsync() > 50, () => "under load");

        Assert.Equal(0, await StopAsync(consumer));

        await setup.StartConsumerAsync();
        // With ten minutes of visibility timeout a message that the first one has left in flight would not come.
        await setup.RecordedAsync(500);
        await setup.QueueIsDoneAsync();
    }

    /// <summary>
    /// Stops a Consumer that has four seconds for it, and waits for something that lasts: it must end before a statement that
    /// takes twenty.
    /// </summary>
    static async Task EndsInTimeAsync(ConsumerSetup setup, ConsumerProcess consumer)
    {
        using var end = new CancellationTokenSource();
        await using var command = setup.Database.CreateCommand("select pg_sleep(20)");
        var longer = command.ExecuteNonQueryAsync(end.Token);
        var stop = StopAsync(consumer);
        Assert.Same(stop, await Task.WhenAny(stop, longer));
        Assert.Equal(0, await stop);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => longer);
    }

    static Task<int> StopAsync(ConsumerProcess consumer)
    {
        consumer.Terminate();
        return consumer.ExitAsync();
    }
}
