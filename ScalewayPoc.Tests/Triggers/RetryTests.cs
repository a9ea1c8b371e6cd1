using System.Globalization;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Triggers;
using ScalewayPoc.Tests.Emulators;
using ScalewayPoc.Tests.Sqs;

namespace ScalewayPoc.Tests.Triggers;

public sealed class RetryTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(307)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task From_300_on_a_message_comes_again_when_its_visibility_timeout_is_over(int status)
    {
        await using var setup = await TriggerSetup.CreateAsync(post => post.Text == "fails" ? status : 200);
        await setup.SendAsync("fails");
        await setup.StartAsync();
        await setup.FailedAsync(1);

        setup.Sqs.Clock.Advance(TimeSpan.FromSeconds(29));
        await setup.SendAsync("other");
        await setup.Target.ArrivedAsync(2);
        Assert.Equal(["fails", "other"], setup.Target.Posts.Select(post => post.Text));

        setup.Sqs.Clock.Advance(TimeSpan.FromSeconds(1));
        await setup.FailedAsync(2);
        Assert.StartsWith("Delivery 1 of 4 of message ", setup.Failures()[0], StringComparison.Ordinal);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), setup.Failures()[0], StringComparison.Ordinal);
        Assert.EndsWith("it comes again after 30 s.", setup.Failures()[0], StringComparison.Ordinal);
        Assert.StartsWith("Delivery 2 of 4 ", setup.Failures()[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task After_three_retries_it_is_posted_no_more_and_ends_in_the_dead_letter_queue(int maxReceiveCount)
    {
        await using var setup = await TriggerSetup.CreateAsync(
            post => post.Text == "poison" ? 500 : 200, $"jobs,deadLetter=dead,maxReceiveCount={maxReceiveCount},visibilityTimeout=30");
        await setup.SendAsync("poison");
        await setup.StartAsync();
        for (var delivery = 1; delivery <= 4; delivery++)
        {
            await setup.FailedAsync(delivery);
            setup.EndVisibilityTimeout();
        }
        // Receives that lead to no delivery are seen in the count of lines alone.
        for (var ignored = 1; ignored <= maxReceiveCount - 4; ignored++)
        {
            await Eventually.EqualAsync(ignored, () => Task.FromResult(setup.Log.Count(line => line.Contains("not posted any more", StringComparison.Ordinal))));
            setup.EndVisibilityTimeout();
        }

        await Eventually.EqualAsync((1, 0), () => setup.DepthAsync(setup.DeadLetterUrl), setup.Lines);
        Assert.Equal((0, 0), await setup.DepthAsync());
        Assert.Equal(4, setup.Target.Posts.Count);
        Assert.EndsWith("the queue moves it to its dead-letter queue.", setup.Failures()[^1], StringComparison.Ordinal);
        Assert.Equal("poison", (await setup.Sqs.ReceiveOneAsync(setup.DeadLetterUrl)).Body);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_failure()
    {
        var never = new TaskCompletionSource<int>();
        var posts = 0;
        await using var setup = await TriggerSetup.CreateAsync(_ => Interlocked.Increment(ref posts) == 1 ? never.Task : Task.FromResult(200));
        await setup.SendAsync("slow");
        await setup.StartAsync(timeout: TimeSpan.FromSeconds(0.5));

        await setup.FailedAsync(1);
        Assert.Contains("no answer within 0.5 s", setup.Failures()[0], StringComparison.Ordinal);
        setup.EndVisibilityTimeout();
        await setup.QueueIsDoneAsync();
        Assert.Equal(2, setup.Target.Posts.Count);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_request_that_hangs_and_its_message_comes_again()
    {
        var never = new TaskCompletionSource<int>();
        await using var setup = await TriggerSetup.CreateAsync(_ => never.Task);
        await setup.StartAsync();
        await setup.SendAsync("hangs");
        await setup.Target.ArrivedAsync(1);

        var stopped = setup.StopAsync();
        await Eventually.TrueAsync(() => setup.Log.Any(line => line.StartsWith("Stopping: 1 requests", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
        // The stop sets its timer after the line.
        await Eventually.TrueAsync(() =>
        {
            setup.Clock.Advance(TimeSpan.FromSeconds(4));
            return stopped.IsCompleted;
        }, TimeSpan.FromSeconds(20));
        await stopped;

        Assert.Contains("did not end in time for the stop", setup.Failures()[0], StringComparison.Ordinal);
        Assert.Equal((0, 1), await setup.DepthAsync());
        setup.EndVisibilityTimeout();
        Assert.Equal("hangs", (await setup.Sqs.ReceiveOneAsync(setup.QueueUrl)).Body);
    }

    [Fact]
    public async Task A_target_that_goes_and_comes_back_misses_nothing()
    {
        await using var setup = await TriggerSetup.CreateAsync(_ => 200);
        var port = setup.Target.Address.Port;
        await setup.Target.DisposeAsync();
        await setup.SendAsync(Enumerable.Range(0, 12).Select(i => $"{i}"));
        await setup.StartAsync();
        await setup.FailedAsync(10);
        setup.Clock.Advance(TimeSpan.FromSeconds(1));
        await setup.FailedAsync(12);

        setup.Clock.Advance(TimeSpan.FromSeconds(1));
        setup.Target = await TestTarget.StartAsync(_ => Task.FromResult(200), port);
        setup.EndVisibilityTimeout();

        await setup.QueueIsDoneAsync();
        Assert.Equal(Enumerable.Range(0, 12), setup.Target.Posts.Select(post => int.Parse(post.Text, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task A_target_that_is_down_is_tried_once_a_second_with_as_many_as_there_are_slots()
    {
        await using var setup = await TriggerSetup.CreateAsync(_ => 200);
        await setup.Target.DisposeAsync();
        await setup.SendAsync(Enumerable.Range(0, 30).Select(i => $"{i}"));
        await setup.StartAsync();
        for (var failed = 10; failed <= 30; failed += 10)
        {
            await setup.FailedAsync(failed);
            Assert.Equal((30 - failed, failed), await setup.DepthAsync());
            setup.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_queue_that_goes_and_comes_back_is_received_from_again_and_noted_once()
    {
        await using var queue = await EmulatorProcess.StartAsync("sqs", "--queue", "jobs,visibilityTimeout=30");
        await using var target = await TestTarget.StartAsync(_ => Task.FromResult(200));
        var endpoint = new Uri($"http://127.0.0.1:{queue.Port}");
        var url = new Uri(endpoint, "/000000000000/jobs");
        List<string> lines = [];
        using var stop = new CancellationTokenSource();
        using var source = await TriggerQueue.OpenAsync(new SqsConnection(endpoint, "x", "x", "x", url), stop.Token);
        using var destination = new TriggerTarget(target.Address, TimeSpan.FromSeconds(30));
        using var trigger = new QueueTrigger(source, destination, line =>
        {
            lock (lines)
                lines.Add(line);
        });
        var running = trigger.RunAsync(stop.Token);
        await SqsServer.WaitForPollsAsync(endpoint, 1);

        await queue.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(NotedFaults().Length > 0), () => "a line that says so");
        await queue.StartAgainAsync();
        using var client = SqsServer.CreateClient(endpoint);
        await client.SendMessageAsync(url.ToString(), "after");
        await target.ArrivedAsync(1);

        Assert.Equal(NotedFaults().Distinct(), NotedFaults());
        await stop.CancelAsync();
        await running;

        string[] NotedFaults()
        {
            lock (lines)
                return [.. lines.Where(line => line.StartsWith("Receiving from jobs failed", StringComparison.Ordinal))];
        }
    }
}
