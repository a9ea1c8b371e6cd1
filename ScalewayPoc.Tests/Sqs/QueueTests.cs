using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class QueueTests
{
    [Fact]
    public async Task Creating_a_queue_again_gives_the_same_queue_and_refuses_other_attributes()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "5"));
        Assert.Equal($"{sqs.Endpoint}000000000000/jobs", url);
        Assert.Equal(url, await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "5")));
        Assert.Equal(url, await sqs.CreateQueueAsync("jobs"));
        Assert.Equal(url, await sqs.CreateQueueAsync("jobs", ("MessageRetentionPeriod", "345600")));
        await Assert.ThrowsAsync<QueueNameExistsException>(() => sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "6")));
        Assert.Equal(url, (await sqs.Client.GetQueueUrlAsync("jobs")).QueueUrl);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_named_in_the_error()
    {
        await using var sqs = await SqsServer.StartAsync();
        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.Client.GetQueueUrlAsync("nobody"));
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.ErrorCode);
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.Client.SendMessageAsync($"{sqs.Endpoint}000000000000/nobody", "x"));
    }

    [Fact]
    public async Task Lists_queues_by_prefix_and_without_pages()
    {
        await using var sqs = await SqsServer.StartAsync();
        foreach (var name in new[] { "b-1", "a-2", "a-1" })
            await sqs.CreateQueueAsync(name);
        var response = await sqs.Client.ListQueuesAsync("a-");
        Assert.Equal([$"{sqs.Endpoint}000000000000/a-1", $"{sqs.Endpoint}000000000000/a-2"], response.QueueUrls);
        Assert.Null(response.NextToken);
        Assert.Equal(3, (await sqs.Client.ListQueuesAsync("")).QueueUrls.Count);
    }

    [Fact]
    public async Task Attributes_have_defaults_and_can_be_changed()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var attributes = await sqs.AttributesAsync(url);
        Assert.Equal("30", attributes["VisibilityTimeout"]);
        Assert.Equal("345600", attributes["MessageRetentionPeriod"]);
        Assert.Equal("262144", attributes["MaximumMessageSize"]);
        Assert.Equal("0", attributes["ReceiveMessageWaitTimeSeconds"]);
        Assert.StartsWith("arn:scw:sqs:", attributes["QueueArn"], StringComparison.Ordinal);
        Assert.DoesNotContain("FifoQueue", attributes.Keys);

        await sqs.Client.SetQueueAttributesAsync(url, new Dictionary<string, string> { ["VisibilityTimeout"] = "7" });
        attributes = await sqs.AttributesAsync(url, "VisibilityTimeout");
        Assert.Equal("7", Assert.Single(attributes).Value);
    }

    [Theory]
    [InlineData("VisibilityTimeout", "43201", "InvalidAttributeValue")]
    [InlineData("VisibilityTimeout", "-1", "InvalidAttributeValue")]
    [InlineData("MessageRetentionPeriod", "59", "InvalidAttributeValue")]
    [InlineData("MaximumMessageSize", "262145", "InvalidAttributeValue")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21", "InvalidAttributeValue")]
    [InlineData("RedrivePolicy", "{}", "InvalidAttributeValue")]
    [InlineData("RedrivePolicy", "nothing", "InvalidAttributeValue")]
    [InlineData("ContentBasedDeduplication", "true", "InvalidAttributeName")]
    [InlineData("QueueArn", "arn:mine", "InvalidAttributeName")]
    [InlineData("FifoQueue", "true", "InvalidAttributeName")]
    [InlineData("Colour", "blue", "InvalidAttributeName")]
    public async Task Refuses_attributes_that_are_wrong(string name, string value, string errorCode)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await SqsServer.RefusedAsync(errorCode,
            () => sqs.Client.SetQueueAttributesAsync(url, new Dictionary<string, string> { [name] = value }));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("dot.ted")]
    [InlineData("jobs.fifo")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task Refuses_names_that_are_wrong(string name)
    {
        await using var sqs = await SqsServer.StartAsync();
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.CreateQueueAsync(name));
    }

    [Fact]
    public async Task Deleting_a_queue_deletes_its_messages()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "old");
        await sqs.Client.DeleteQueueAsync(url);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.Client.DeleteQueueAsync(url));
        await sqs.CreateQueueAsync("jobs");
        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact]
    public async Task Purging_empties_a_queue_once_a_minute()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "1");
        await sqs.ReceiveOneAsync(url);
        await sqs.Client.SendMessageAsync(url, "2");
        await sqs.Client.PurgeQueueAsync(url);
        var attributes = await sqs.AttributesAsync(url);
        Assert.Equal("0", attributes["ApproximateNumberOfMessages"]);
        Assert.Equal("0", attributes["ApproximateNumberOfMessagesNotVisible"]);
        await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => sqs.Client.PurgeQueueAsync(url));
        sqs.Clock.Advance(TimeSpan.FromSeconds(60));
        await sqs.Client.PurgeQueueAsync(url);
    }

    [Fact]
    public async Task Messages_expire_after_the_retention_period()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("MessageRetentionPeriod", "60"));
        await sqs.Client.SendMessageAsync(url, "old");
        sqs.Clock.Advance(TimeSpan.FromSeconds(59));
        await sqs.Client.SendMessageAsync(url, "new");
        Assert.Equal("2", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessages"]);
        sqs.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessages"]);
        Assert.Equal("new", (await sqs.ReceiveOneAsync(url)).Body);
    }
}
