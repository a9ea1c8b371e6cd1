using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class BatchTests
{
    [Fact]
    public async Task A_refused_entry_harms_no_other()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("MaximumMessageSize", "1024"));
        var sent = await sqs.Client.SendMessageBatchAsync(url,
        [
            new("a", "first"), new("b", new string('x', 1025)), new("c", "third"), new("d", "\u0001"), new("e", "late") { DelaySeconds = 1 },
        ]);
        Assert.Equal(["a", "c"], sent.Successful.Select(entry => entry.Id));
        Assert.Equal(
            [("b", "InvalidParameterValue"), ("d", "InvalidMessageContents"), ("e", "AWS.SimpleQueueService.UnsupportedOperation")],
            sent.Failed.Select(entry => (entry.Id, entry.Code)));
        Assert.All(sent.Failed, entry => Assert.True(entry.SenderFault));

        var messages = await sqs.ReceiveAsync(url);
        Assert.Equal(["first", "third"], messages.Select(message => message.Body).Order());
        Assert.Equal(sent.Successful.Select(entry => entry.MessageId).Order(), messages.Select(message => message.MessageId).Order());

        var deleted = await sqs.Client.DeleteMessageBatchAsync(url,
            [new("1", messages[0].ReceiptHandle), new("2", "no handle"), new("3", messages[1].ReceiptHandle)]);
        Assert.Equal(["1", "3"], deleted.Successful.Select(entry => entry.Id));
        Assert.Equal("ReceiptHandleIsInvalid", Assert.Single(deleted.Failed).Code);
        Assert.Equal("0", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Fact]
    public async Task Changing_visibility_in_a_batch_gives_back_the_entries_that_can_be()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageBatchAsync(url, [new("a", "1"), new("b", "2"), new("c", "3")]);
        var messages = await sqs.ReceiveAsync(url);
        await sqs.Client.DeleteMessageAsync(url, messages[0].ReceiptHandle);
        var changed = await sqs.Client.ChangeMessageVisibilityBatchAsync(url,
        [
            new("gone", messages[0].ReceiptHandle) { VisibilityTimeout = 0 },
            new("back", messages[1].ReceiptHandle) { VisibilityTimeout = 0 },
            new("other", messages[2].ReceiptHandle) { VisibilityTimeout = 17 },
        ]);
        Assert.Equal("back", Assert.Single(changed.Successful).Id);
        Assert.Equal(["gone", "other"], changed.Failed.Select(entry => entry.Id));
        Assert.Equal(messages[1].MessageId, (await sqs.ReceiveOneAsync(url)).MessageId);
    }

    [Fact]
    public async Task Batches_that_are_wrong_as_a_whole_are_refused_as_a_whole()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var eleven = Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"e{i}", "x")).ToList();
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => sqs.Client.SendMessageBatchAsync(url, []));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => sqs.Client.SendMessageBatchAsync(url, eleven));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => sqs.Client.SendMessageBatchAsync(url, [new("a", "x"), new("a", "y")]));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => sqs.Client.SendMessageBatchAsync(url, [new("a b", "x")]));
        var half = new string('x', 131_073);
        await Assert.ThrowsAsync<BatchRequestTooLongException>(() => sqs.Client.SendMessageBatchAsync(url, [new("a", half), new("b", half)]));
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => sqs.Client.DeleteMessageBatchAsync(url, []));
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => sqs.Client.ChangeMessageVisibilityBatchAsync(url, []));
        Assert.Equal("0", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessages"]);
    }
}
