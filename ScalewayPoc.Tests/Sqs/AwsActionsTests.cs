using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Emulators.Sqs.Rules;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>Actions that Amazon SQS has and Scaleway Queues lacks, by the real SDK.</summary>
public sealed class AwsActionsTests
{
    const string ArnPrefix = "arn:aws:sqs:us-east-1:000000000000:";

    public static TheoryData<string, Func<AmazonSQSClient, string, Task>> AwsOnly => new()
    {
        { "ListDeadLetterSourceQueues", (c, url) => c.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = url }) },
        { "StartMessageMoveTask", (c, _) => c.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = $"{ArnPrefix}dead" }) },
        { "ListMessageMoveTasks", (c, _) => c.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = $"{ArnPrefix}dead" }) },
        { "CancelMessageMoveTask", (c, _) => c.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = "x" }) },
        { "TagQueue", (c, url) => c.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["a"] = "b" } }) },
        { "UntagQueue", (c, url) => c.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = ["a"] }) },
        { "ListQueueTags", (c, url) => c.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url }) },
    };

    [Theory]
    [MemberData(nameof(AwsOnly), DisableDiscoveryEnumeration = true)]
    public async Task Profile_scaleway_refuses_the_action_by_name(string action, Func<AmazonSQSClient, string, Task> call)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(() => call(sqs.Client, url));
        Assert.Contains($"Scaleway Queues does not support {action}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_are_added_replaced_removed_and_survive_a_restart()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws);
        var url = (await sqs.Client.CreateQueueAsync(new CreateQueueRequest { QueueName = "jobs", Tags = new() { ["team"] = "a", ["stage"] = "dev" } })).QueueUrl;
        await sqs.Client.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["team"] = "b", ["cost"] = "" } });
        await sqs.Client.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = ["stage", "unknown"] });
        await sqs.RestartAsync();
        var tags = (await sqs.Client.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = sqs.QueueUrl("jobs") })).Tags;
        Assert.Equal(new Dictionary<string, string> { ["team"] = "b", ["cost"] = "" }, tags);

        await sqs.Client.DeleteQueueAsync(sqs.QueueUrl("jobs"));
        await sqs.CreateQueueAsync("jobs");
        Assert.Empty((await sqs.Client.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = sqs.QueueUrl("jobs") })).Tags ?? []);
    }

    [Fact]
    public async Task Data_of_a_version_without_tags_is_kept()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws);
        await sqs.Client.SendMessageAsync(await sqs.CreateQueueAsync("jobs"), "kept");
        await sqs.RestartAsync(data =>
        {
            using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data.FullName, "sqs.db")};Pooling=False");
            connection.Open();
            using var drop = connection.CreateCommand();
            drop.CommandText = "drop table queue_tag";
            drop.ExecuteNonQuery();
        });
        var url = sqs.QueueUrl("jobs");
        await sqs.Client.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["a"] = "b" } });
        Assert.Equal("kept", (await sqs.ReceiveOneAsync(url)).Body);
    }

    [Theory]
    [InlineData("", "b")]
    [InlineData("aws:a", "b")]
    [InlineData("a", "too long")]
    public async Task Tags_outside_the_limits_are_refused(string key, string value)
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws);
        var url = await sqs.CreateQueueAsync("jobs");
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.TagQueueAsync(
            new TagQueueRequest { QueueUrl = url, Tags = new() { [key] = value == "too long" ? new string('x', 257) : value } }));
    }

    [Fact]
    public async Task Sources_of_a_dead_letter_queue_are_listed_in_pages()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws,
            QueueDeclaration.Parse("a,deadLetter=dead"), QueueDeclaration.Parse("b,deadLetter=dead"), QueueDeclaration.Parse("c"));
        var request = new ListDeadLetterSourceQueuesRequest { QueueUrl = sqs.QueueUrl("dead"), MaxResults = 1 };
        var first = await sqs.Client.ListDeadLetterSourceQueuesAsync(request);
        Assert.Equal([sqs.QueueUrl("a")], first.QueueUrls);
        request.NextToken = first.NextToken;
        var second = await sqs.Client.ListDeadLetterSourceQueuesAsync(request);
        Assert.Equal([sqs.QueueUrl("b")], second.QueueUrls);
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task A_move_task_returns_dead_letters_to_their_sources_as_new_messages()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws,
            QueueDeclaration.Parse("a,deadLetter=dead,maxReceiveCount=1,visibilityTimeout=0"),
            QueueDeclaration.Parse("b,deadLetter=dead,maxReceiveCount=1,visibilityTimeout=0"));
        var ids = new List<string> { await FailAsync(sqs, "a"), await FailAsync(sqs, "b") };
        var started = await sqs.Client.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = $"{ArnPrefix}dead" });
        Assert.NotEmpty(started.TaskHandle);

        var task = await EndedAsync(sqs);
        Assert.Equal(("COMPLETED", 2, 2), (task.Status, task.ApproximateNumberOfMessagesMoved, task.ApproximateNumberOfMessagesToMove));
        foreach (var name in (string[])["a", "b"])
        {
            var message = await sqs.ReceiveOneAsync(sqs.QueueUrl(name));
            Assert.Equal(name, message.Body);
            Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
            Assert.DoesNotContain(message.MessageId, ids);
        }
    }

    [Fact]
    public async Task A_move_task_with_a_rate_moves_so_many_per_second_until_it_is_cancelled()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws, QueueDeclaration.Parse("jobs,deadLetter=dead"), QueueDeclaration.Parse("other"));
        for (var i = 0; i < 5; i++)
            await sqs.Client.SendMessageAsync(sqs.QueueUrl("dead"), $"{i}");
        var start = new StartMessageMoveTaskRequest
        {
            SourceArn = $"{ArnPrefix}dead",
            DestinationArn = $"{ArnPrefix}other",
            MaxNumberOfMessagesPerSecond = 2,
        };
        var handle = (await sqs.Client.StartMessageMoveTaskAsync(start)).TaskHandle;
        await Eventually.EqualAsync(2, async () => (await TasksAsync(sqs))[0].ApproximateNumberOfMessagesMoved ?? 0);
        await SqsServer.RefusedAsync("AWS.SimpleQueueService.UnsupportedOperation", () => sqs.Client.StartMessageMoveTaskAsync(start));
        // The clock stands still, so nothing more is moved before it is cancelled.
        Assert.Equal(2, (await sqs.Client.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle })).ApproximateNumberOfMessagesMoved);
        Assert.Equal("CANCELLED", (await EndedAsync(sqs)).Status);
        Assert.Equal(["0", "1"], (await sqs.ReceiveAsync(sqs.QueueUrl("other"))).Select(message => message.Body));
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => sqs.Client.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle }));
    }

    [Fact]
    public async Task A_move_task_without_destination_fails_on_a_message_without_source()
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws, QueueDeclaration.Parse("jobs,deadLetter=dead"));
        await sqs.Client.SendMessageAsync(sqs.QueueUrl("dead"), "sent here");
        await sqs.Client.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = $"{ArnPrefix}dead" });
        var task = await EndedAsync(sqs);
        Assert.Equal(("FAILED", "CouldNotDetermineMessageSource"), (task.Status, task.FailureReason));
        await sqs.ReceiveOneAsync(sqs.QueueUrl("dead"));
    }

    [Theory]
    [InlineData("jobs", "InvalidParameterValue")]
    [InlineData("missing", "ResourceNotFoundException")]
    [InlineData("", "InvalidParameterValue")]
    public async Task A_move_task_needs_a_dead_letter_queue_as_source(string name, string code)
    {
        await using var sqs = await SqsServer.StartAsync(SqsProfile.Aws, QueueDeclaration.Parse("jobs,deadLetter=dead"));
        await SqsServer.RefusedAsync(code, () => sqs.Client.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = ArnPrefix + name }));
    }

    static async Task<string> FailAsync(SqsServer sqs, string name)
    {
        var id = (await sqs.Client.SendMessageAsync(sqs.QueueUrl(name), name)).MessageId;
        await sqs.ReceiveOneAsync(sqs.QueueUrl(name));
        Assert.Empty(await sqs.ReceiveAsync(sqs.QueueUrl(name)));
        return id;
    }

    static async Task<List<ListMessageMoveTasksResultEntry>> TasksAsync(SqsServer sqs) =>
        (await sqs.Client.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = $"{ArnPrefix}dead" })).Results;

    static Task<ListMessageMoveTasksResultEntry> EndedAsync(SqsServer sqs) => Eventually.GetAsync(
        async () => (await TasksAsync(sqs))[0], task => task.Status is not ("RUNNING" or "CANCELLING"), TimeSpan.FromSeconds(20), "an ended task");
}
