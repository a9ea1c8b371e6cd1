using System.Collections.Concurrent;
using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Many_senders_and_receivers_share_a_queue_without_loss_or_doubles()
    {
        const int Senders = 4, Receivers = 4, Batches = 25;
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var (sent, received) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var senders = Enumerable.Range(0, Senders).Select(s => Task.Run(async () =>
        {
            for (var b = 0; b < Batches; b++)
            {
                var response = await sqs.Client.SendMessageBatchAsync(url,
                    [.. Enumerable.Range(0, 10).Select(n => new SendMessageBatchRequestEntry($"{n}", $"{s}-{b}-{n}"))]);
                foreach (var entry in response.Successful)
                    sent.Add(entry.MessageId);
            }
        }));
        var receivers = Enumerable.Range(0, Receivers).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var messages = await PollAsync(sqs, url, done.Token);
                if (messages.Count == 0)
                    continue;
                var deleted = await sqs.Client.DeleteMessageBatchAsync(url,
                    [.. messages.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))]);
                Assert.Empty(deleted.Failed ?? []);
                messages.ForEach(m => received.Add(m.MessageId));
                // Others that still poll have nothing more to come.
                if (received.Count >= Senders * Batches * 10)
                    await done.CancelAsync();
            }
        }));
        await Task.WhenAll([.. senders, .. receivers]);
        Assert.Equal(Senders * Batches * 10, sent.Distinct().Count());
        Assert.Equal(sent.Order(), received.Order());
        var attributes = await sqs.AttributesAsync(url);
        Assert.Equal("0", attributes["ApproximateNumberOfMessages"]);
        Assert.Equal("0", attributes["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Fact]
    public async Task Many_receivers_keep_the_order_of_a_FIFO_queue()
    {
        const int Count = 40;
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo", ("ContentBasedDeduplication", "true"));
        for (var i = 0; i < Count; i++)
            await sqs.Client.SendMessageAsync(url, $"{i}");
        var seen = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (seen.Count < Count)
            {
                foreach (var message in await sqs.ReceiveAsync(url, 3))
                {
                    seen.Enqueue(message.Body);
                    await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
                }
            }
        })));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), seen);
    }

    [Fact]
    public async Task Creating_one_queue_at_the_same_time_makes_one_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var urls = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sqs.CreateQueueAsync("jobs")));
        Assert.Single(urls.Distinct());
        Assert.Single((await sqs.Client.ListQueuesAsync("")).QueueUrls);
    }

    /// <summary>Long poll; empty when cancelled.</summary>
    static async Task<List<Message>> PollAsync(SqsServer sqs, string url, CancellationToken cancellation)
    {
        try
        {
            var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };
            return (await sqs.Client.ReceiveMessageAsync(request, cancellation)).Messages ?? [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
