using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class FifoTests
{
    [Fact]
    public async Task Sequence_numbers_grow_and_messages_come_in_order()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo");
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
            numbers.Add((await SendAsync(sqs, url, $"{i}", "g", $"d{i}")).SequenceNumber);
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
        for (var i = 0; i < 3; i++)
        {
            var message = await sqs.ReceiveOneAsync(url);
            Assert.Equal(($"{i}", numbers[i], $"d{i}"), (message.Body, message.Attributes["SequenceNumber"], message.Attributes["MessageDeduplicationId"]));
            await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
        }
    }

    [Fact]
    public async Task Scaleway_has_one_message_in_flight_per_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo", ("ContentBasedDeduplication", "true"));
        await SendAsync(sqs, url, "1", "a");
        await SendAsync(sqs, url, "2", "b");
        await SendAsync(sqs, url, "3", null);
        foreach (var expected in new[] { "1", "2", "3" })
        {
            var message = await sqs.ReceiveOneAsync(url);
            Assert.Equal(expected, message.Body);
            Assert.DoesNotContain("MessageGroupId", message.Attributes.Keys);
            Assert.Empty(await sqs.ReceiveAsync(url));
            await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
        }
    }

    [Fact]
    public async Task A_released_message_comes_before_later_ones()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo", ("ContentBasedDeduplication", "true"));
        foreach (var body in new[] { "1", "2" })
            await SendAsync(sqs, url, body, null);
        await sqs.Client.ChangeMessageVisibilityAsync(url, (await sqs.ReceiveOneAsync(url)).ReceiptHandle, 0);
        Assert.Equal("1", (await sqs.ReceiveOneAsync(url)).Body);
    }

    [Fact]
    public async Task Deleting_wakes_a_long_poll_for_the_next_message()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo", ("ContentBasedDeduplication", "true"));
        await SendAsync(sqs, url, "1", null);
        await SendAsync(sqs, url, "2", null);
        var first = await sqs.ReceiveOneAsync(url);
        var poll = sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 });
        await sqs.WaitForPollsAsync(1);
        await sqs.Client.DeleteMessageAsync(url, first.ReceiptHandle);
        Assert.Equal("2", Assert.Single((await poll).Messages).Body);
    }

    [Fact]
    public async Task A_duplicate_within_five_minutes_is_taken_and_not_stored()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo");
        var first = await SendAsync(sqs, url, "one", "g", "id");
        var received = await sqs.ReceiveOneAsync(url);
        await sqs.Client.DeleteMessageAsync(url, received.ReceiptHandle);

        sqs.Clock.Advance(TimeSpan.FromMinutes(4.9));
        // The SDK checks the MD5 against the body that it sent, so the answer is about the new body.
        var duplicate = await SendAsync(sqs, url, "another body", "g", "id");
        Assert.Equal((first.MessageId, first.SequenceNumber), (duplicate.MessageId, duplicate.SequenceNumber));
        Assert.Empty(await sqs.ReceiveAsync(url));

        sqs.Clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.NotEqual(first.MessageId, (await SendAsync(sqs, url, "one", "g", "id")).MessageId);
        await sqs.ReceiveOneAsync(url);
    }

    [Fact]
    public async Task Equal_bodies_are_duplicates_with_content_based_deduplication()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo", ("ContentBasedDeduplication", "true"));
        Assert.Equal((await SendAsync(sqs, url, "x", "g")).MessageId, (await SendAsync(sqs, url, "x", "g")).MessageId);
        var batch = await sqs.Client.SendMessageBatchAsync(url,
            [new("a", "y") { MessageGroupId = "g" }, new("b", "y") { MessageGroupId = "g" }]);
        Assert.Single(batch.Successful.Select(entry => entry.SequenceNumber).Distinct());
        Assert.Equal("2", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessages"]);
    }

    [Fact]
    public async Task Expired_handles_are_refused()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateFifoQueueAsync("jobs.fifo");
        await SendAsync(sqs, url, "x", "g", "id");
        var first = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.DeleteMessageAsync(url, first.ReceiptHandle));
        var second = await sqs.ReceiveOneAsync(url);
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.DeleteMessageAsync(url, first.ReceiptHandle));
        await sqs.Client.DeleteMessageAsync(url, second.ReceiptHandle);
    }

    [Fact]
    public async Task Refuses_what_does_not_fit_the_type_of_the_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var (fifo, standard) = (await sqs.CreateFifoQueueAsync("jobs.fifo"), await sqs.CreateQueueAsync("jobs"));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => SendAsync(sqs, fifo, "x", "g"));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => SendAsync(sqs, fifo, "x", "with space", "id"));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => SendAsync(sqs, standard, "x", null, "id"));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => SendAsync(sqs, standard, "x", "g"));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.CreateQueueAsync("no-suffix", ("FifoQueue", "true")));
        Assert.Equal("true", (await sqs.AttributesAsync(fifo))["FifoQueue"]);
    }

    static Task<SendMessageResponse> SendAsync(SqsServer sqs, string url, string body, string? group, string? id = null) =>
        sqs.Client.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = body,
            MessageGroupId = group,
            MessageDeduplicationId = id,
        });
}
