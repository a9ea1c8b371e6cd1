using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class VisibilityTests
{
    [Fact]
    public async Task A_received_message_comes_back_after_the_visibility_timeout()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "30"));
        await sqs.Client.SendMessageAsync(url, "x");
        var first = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(await sqs.ReceiveAsync(url));
        sqs.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var second = await sqs.ReceiveOneAsync(url);
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
    }

    [Fact]
    public async Task Deleting_takes_the_latest_handle_even_after_the_timeout()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "x");
        var first = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        var second = await sqs.ReceiveOneAsync(url);

        // Succeeds, as on AWS, and leaves the message to who has it now.
        await sqs.Client.DeleteMessageAsync(url, first.ReceiptHandle);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("1", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessagesNotVisible"]);
        await sqs.Client.DeleteMessageAsync(url, second.ReceiptHandle);
        Assert.Empty(await sqs.ReceiveAsync(url));
        await sqs.Client.DeleteMessageAsync(url, second.ReceiptHandle);
    }

    [Fact]
    public async Task Visibility_can_be_renewed_and_given_up()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "30"));
        await sqs.Client.SendMessageAsync(url, "x");
        var message = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(20));
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 30);
        sqs.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await sqs.ReceiveAsync(url));
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);
        await sqs.ReceiveOneAsync(url);
    }

    [Fact]
    public async Task Visibility_of_a_message_that_is_not_in_flight_cannot_be_changed()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "x");
        var first = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<MessageNotInflightException>(() => sqs.Client.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 30));
        var second = await sqs.ReceiveOneAsync(url);
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 30));
        await sqs.Client.DeleteMessageAsync(url, second.ReceiptHandle);
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.ChangeMessageVisibilityAsync(url, second.ReceiptHandle, 30));
    }

    [Fact]
    public async Task Visibility_ends_twelve_hours_after_the_receive()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "43200"));
        await sqs.Client.SendMessageAsync(url, "x");
        var message = await sqs.ReceiveOneAsync(url);
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_200);
        sqs.Clock.Advance(TimeSpan.FromHours(11));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_200));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_201));
    }

    [Fact]
    public async Task Handles_belong_to_their_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var (jobs, other) = (await sqs.CreateQueueAsync("jobs"), await sqs.CreateQueueAsync("other"));
        await sqs.Client.SendMessageAsync(jobs, "x");
        var message = await sqs.ReceiveOneAsync(jobs);
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => sqs.Client.DeleteMessageAsync(other, message.ReceiptHandle));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => sqs.Client.DeleteMessageAsync(jobs, "made up"));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => sqs.Client.ChangeMessageVisibilityAsync(jobs, "made up", 0));
    }

    [Fact]
    public async Task A_message_that_came_back_counts_as_not_visible()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "x");
        await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        var attributes = await sqs.AttributesAsync(url);
        Assert.Equal("0", attributes["ApproximateNumberOfMessages"]);
        Assert.Equal("1", attributes["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Fact]
    public async Task Numbers_out_of_range_are_refused()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.ReceiveAsync(url, 0));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.ReceiveAsync(url, 11));
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 21 }));
    }
}
