using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>What Scaleway Queues lacks is refused with its name.</summary>
public sealed class ScalewayLimitTests
{
    public static TheoryData<string, Func<AmazonSQSClient, string, Task>> Lacking => new()
    {
        { "DelaySeconds", (c, url) => c.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = "x", DelaySeconds = 1 }) },
        { "DelaySeconds", (c, url) => c.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "1" }) },
        { "VisibilityTimeout", (c, url) => c.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, VisibilityTimeout = 30 }) },
        { "MessageSystemAttributes", (c, url) => c.SendMessageAsync(new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "x",
                MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "x" } },
            }) },
        { "ReceiveRequestAttemptId", (c, url) => c.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, ReceiveRequestAttemptId = "1" }) },
        { "MaxResults", (c, _) => c.ListQueuesAsync(new ListQueuesRequest { MaxResults = 1 }) },
        { "TagQueue", (c, url) => c.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["a"] = "b" } }) },
        { "StartMessageMoveTask", (c, _) => c.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = "arn" }) },
        { "AddPermission", (c, url) => c.AddPermissionAsync(url, "label", ["000000000000"], ["SendMessage"]) },
        { "Policy", (c, url) => c.SetQueueAttributesAsync(url, new() { ["Policy"] = "{}" }) },
        { "RedriveAllowPolicy", (c, url) => c.SetQueueAttributesAsync(url, new() { ["RedriveAllowPolicy"] = "{}" }) },
        { "KmsMasterKeyId", (c, url) => c.SetQueueAttributesAsync(url, new() { ["KmsMasterKeyId"] = "alias/x" }) },
        { "SqsManagedSseEnabled", (c, url) => c.SetQueueAttributesAsync(url, new() { ["SqsManagedSseEnabled"] = "true" }) },
        { "LastModifiedTimestamp", (c, url) => c.GetQueueAttributesAsync(url, ["LastModifiedTimestamp"]) },
        { "ApproximateNumberOfMessagesDelayed", (c, url) => c.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessagesDelayed"]) },
        { "ApproximateFirstReceiveTimestamp", (c, url) => c.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MessageSystemAttributeNames = ["ApproximateFirstReceiveTimestamp"] }) },
    };

    [Theory]
    [MemberData(nameof(Lacking), DisableDiscoveryEnumeration = true)]
    public async Task Refuses_what_the_platform_lacks(string named, Func<AmazonSQSClient, string, Task> call)
    {
        await using var scaleway = await SqsServer.StartAsync();
        var url = await scaleway.CreateQueueAsync("jobs");
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => call(scaleway.Client, url));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("Scaleway Queues", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visibility_changes_only_to_zero_and_to_the_timeout_of_the_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "40"));
        await sqs.Client.SendMessageAsync(url, "x");
        var message = await sqs.ReceiveOneAsync(url);
        var error = await SqsServer.RefusedAsync("InvalidParameterValue",
            () => sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 39));
        Assert.Contains("40", error.Message, StringComparison.Ordinal);
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 40);
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);
    }

    [Fact]
    public async Task CreateQueue_with_tags_is_refused()
    {
        await using var sqs = await SqsServer.StartAsync();
        await Assert.ThrowsAsync<UnsupportedOperationException>(() => sqs.Client.CreateQueueAsync(
            new CreateQueueRequest { QueueName = "tagged", Tags = new() { ["a"] = "b" } }));
    }

    [Fact]
    public async Task A_delay_of_zero_is_none()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("DelaySeconds", "0"));
        await sqs.Client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = "x", DelaySeconds = 0 });
        await sqs.ReceiveOneAsync(url);
    }

    [Fact]
    public async Task There_are_at_most_fifty_queues()
    {
        await using var sqs = await SqsServer.StartAsync();
        for (var i = 0; i < 50; i++)
            await sqs.CreateQueueAsync($"q{i}");
        await SqsServer.RefusedAsync("OverLimit", () => sqs.CreateQueueAsync("q50"));
        await sqs.CreateQueueAsync("q49");
        await sqs.Client.DeleteQueueAsync($"{sqs.Endpoint}000000000000/q0");
        await sqs.CreateQueueAsync("q50");
    }

    [Fact]
    public async Task At_most_100_MB_are_stored_and_expired_messages_make_room()
    {
        await using var sqs = await SqsServer.StartAsync();
        var (full, other) = (await sqs.CreateQueueAsync("full", ("MessageRetentionPeriod", "60")), await sqs.CreateQueueAsync("other"));
        var body = new string('x', 250_000);
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), async (_, cancellation) => await sqs.Client.SendMessageAsync(full, body, cancellation));
        var error = await SqsServer.RefusedAsync("OverLimit", () => sqs.Client.SendMessageAsync(other, "x"));
        Assert.Contains("100 MB", error.Message, StringComparison.Ordinal);

        var message = Assert.Single(await sqs.ReceiveAsync(full, 1));
        await sqs.Client.DeleteMessageAsync(full, message.ReceiptHandle);
        await sqs.Client.SendMessageAsync(other, body);
        var batch = await sqs.Client.SendMessageBatchAsync(other, [new("a", "x")]);
        Assert.Equal("OverLimit", Assert.Single(batch.Failed).Code);

        sqs.Clock.Advance(TimeSpan.FromSeconds(60));
        await sqs.Client.SendMessageAsync(other, "x");
    }
}
