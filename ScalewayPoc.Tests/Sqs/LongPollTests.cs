using Amazon.SQS.Model;
using ScalewayPoc.Emulators.Sqs;

namespace ScalewayPoc.Tests.Sqs;

public sealed class LongPollTests
{
    [Fact]
    public async Task A_long_poll_wakes_at_once_when_a_message_is_sent()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var poll = PollAsync(sqs, url);
        await sqs.WaitForPollsAsync(1);
        // The clock of the simulator stands still, so that only the message can end the poll.
        await sqs.Client.SendMessageAsync(url, "x");
        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task A_long_poll_ends_empty_when_its_time_is_over()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("ReceiveMessageWaitTimeSeconds", "20"));
        var poll = sqs.ReceiveAsync(url);
        await sqs.WaitForPollsAsync(1);
        sqs.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(poll.IsCompleted);
        sqs.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Empty(await poll);
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_message_comes_back()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "5"));
        await sqs.Client.SendMessageAsync(url, "x");
        var first = await sqs.ReceiveOneAsync(url);

        var poll = PollAsync(sqs, url);
        await sqs.WaitForPollsAsync(1);
        sqs.Clock.Advance(TimeSpan.FromSeconds(5));
        var second = Assert.Single((await poll).Messages);
        Assert.Equal(first.MessageId, second.MessageId);

        poll = PollAsync(sqs, url);
        await sqs.WaitForPollsAsync(1);
        await sqs.Client.ChangeMessageVisibilityAsync(url, second.ReceiptHandle, 0);
        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task One_message_wakes_one_of_many_and_the_others_get_the_next_ones()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var polls = Enumerable.Range(0, 5).Select(_ => PollAsync(sqs, url)).ToList();
        await sqs.WaitForPollsAsync(5);
        for (var i = 0; i < 5; i++)
        {
            await sqs.Client.SendMessageAsync(url, $"{i}");
            var ended = await Task.WhenAny(polls);
            Assert.Equal($"{i}", Assert.Single((await ended).Messages).Body);
            polls.Remove(ended);
        }
    }

    [Fact]
    public async Task A_long_poll_of_a_deleted_queue_is_told_so()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var poll = PollAsync(sqs, url);
        await sqs.WaitForPollsAsync(1);
        await sqs.Client.DeleteQueueAsync(url);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => poll);
    }

    [Fact]
    public async Task Who_has_gone_gets_no_message()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        using var gone = new CancellationTokenSource();
        var poll = sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, gone.Token);
        await sqs.WaitForPollsAsync(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await sqs.WaitForPollsAsync(0);
        await sqs.Client.SendMessageAsync(url, "x");
        await sqs.ReceiveOneAsync(url);
    }

    [Fact]
    public async Task Stopping_ends_open_long_polls_with_an_empty_answer()
    {
        await using var sqs = await SqsServer.StartAsync(QueueDeclaration.Parse("jobs"));
        var url = (await sqs.Client.GetQueueUrlAsync("jobs")).QueueUrl;
        var poll = PollAsync(sqs, url);
        await sqs.WaitForPollsAsync(1);
        await sqs.StopAsync();
        Assert.Empty((await poll).Messages ?? []);
    }

    static Task<ReceiveMessageResponse> PollAsync(SqsServer sqs, string url) =>
        sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20, MaxNumberOfMessages = 1 });
}
