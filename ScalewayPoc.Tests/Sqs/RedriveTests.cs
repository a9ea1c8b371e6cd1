using Amazon.SQS.Model;
using ScalewayPoc.Emulators.Sqs;

namespace ScalewayPoc.Tests.Sqs;

public sealed class RedriveTests
{
    static readonly QueueDeclaration Jobs = QueueDeclaration.Parse("jobs,deadLetter=dead,maxReceiveCount=2,visibilityTimeout=10");

    [Fact]
    public async Task A_message_received_too_often_goes_to_the_dead_letter_queue_as_it_is()
    {
        await using var sqs = await SqsServer.StartAsync(Jobs);
        var (jobs, dead) = (Url(sqs, "jobs"), Url(sqs, "dead"));
        var sent = await sqs.Client.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = jobs,
            MessageBody = "poison",
            MessageAttributes = new() { ["kind"] = new() { DataType = "String", StringValue = "bad" } },
        });
        for (var i = 0; i < 2; i++)
        {
            await sqs.ReceiveOneAsync(jobs);
            Assert.Empty(await sqs.ReceiveAsync(dead));
            sqs.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Empty(await sqs.ReceiveAsync(jobs));
        Assert.Equal("1", (await sqs.AttributesAsync(dead))["ApproximateNumberOfMessages"]);
        var message = await sqs.ReceiveOneAsync(dead);
        Assert.Equal((sent.MessageId, "poison"), (message.MessageId, message.Body));
        Assert.Equal("bad", message.MessageAttributes["kind"].StringValue);
        // Counted across all queues.
        Assert.Equal("3", message.Attributes["ApproximateReceiveCount"]);
        await sqs.Client.DeleteMessageAsync(dead, message.ReceiptHandle);
        Assert.Equal("0", (await sqs.AttributesAsync(dead))["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Fact]
    public async Task A_dead_letter_does_not_keep_the_next_message_back_and_wakes_who_waits_for_it()
    {
        await using var sqs = await SqsServer.StartAsync(Jobs with { MaxReceiveCount = 1 });
        var (jobs, dead) = (Url(sqs, "jobs"), Url(sqs, "dead"));
        var poll = sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = dead,
            WaitTimeSeconds = 20,
        });
        await sqs.WaitForPollsAsync(1);
        await sqs.Client.SendMessageAsync(jobs, "poison");
        await sqs.ReceiveOneAsync(jobs);
        // What waits longest comes first: the poison, then the good one.
        sqs.Clock.Advance(TimeSpan.FromSeconds(11));
        await sqs.Client.SendMessageAsync(jobs, "good");
        Assert.Equal("good", Assert.Single(await sqs.ReceiveAsync(jobs, 1)).Body);
        Assert.Equal("poison", Assert.Single((await poll).Messages).Body);
    }

    [Fact]
    public async Task Retention_of_a_dead_letter_counts_from_the_first_send()
    {
        await using var sqs = await SqsServer.StartAsync(Jobs with { MaxReceiveCount = 1 }, QueueDeclaration.Parse("dead,messageRetentionPeriod=60"));
        await sqs.Client.SendMessageAsync(Url(sqs, "jobs"), "poison");
        await sqs.ReceiveOneAsync(Url(sqs, "jobs"));
        sqs.Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Empty(await sqs.ReceiveAsync(Url(sqs, "jobs")));
        Assert.Equal("1", (await sqs.AttributesAsync(Url(sqs, "dead")))["ApproximateNumberOfMessages"]);
        sqs.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("0", (await sqs.AttributesAsync(Url(sqs, "dead")))["ApproximateNumberOfMessages"]);
    }

    [Fact]
    public async Task A_fifo_queue_moves_to_a_fifo_queue_and_goes_on()
    {
        await using var sqs = await SqsServer.StartAsync(QueueDeclaration.Parse("jobs.fifo,deadLetter=dead.fifo,maxReceiveCount=1,contentBasedDeduplication=true"));
        var (jobs, dead) = (Url(sqs, "jobs.fifo"), Url(sqs, "dead.fifo"));
        await sqs.Client.SendMessageAsync(jobs, "poison");
        await sqs.Client.SendMessageAsync(jobs, "good");
        Assert.Equal("poison", (await sqs.ReceiveOneAsync(jobs)).Body);
        sqs.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("good", (await sqs.ReceiveOneAsync(jobs)).Body);
        Assert.Equal("poison", (await sqs.ReceiveOneAsync(dead)).Body);
    }

    [Fact]
    public async Task Without_its_dead_letter_queue_a_message_stays()
    {
        await using var sqs = await SqsServer.StartAsync(Jobs with { MaxReceiveCount = 1 });
        await sqs.Client.DeleteQueueAsync(Url(sqs, "dead"));
        await sqs.Client.SendMessageAsync(Url(sqs, "jobs"), "x");
        await sqs.ReceiveOneAsync(Url(sqs, "jobs"));
        sqs.Clock.Advance(TimeSpan.FromSeconds(10));
        await sqs.ReceiveOneAsync(Url(sqs, "jobs"));
    }

    [Theory]
    [InlineData("arn:aws:sqs:elasticmq:000000000000:dead", "\"2\"", null)]
    [InlineData("arn:scw:sqs:fr-par:project-1:dead", "2", null)]
    [InlineData("arn:scw:sqs:fr-par:project-1:dead", "1001", "InvalidAttributeValue")]
    [InlineData("dead", "2", "InvalidAttributeValue")]
    [InlineData("arn:scw:sqs:fr-par:project-1:missing", "2", "InvalidParameterValue")]
    [InlineData("arn:scw:sqs:fr-par:project-1:dead.fifo", "2", "InvalidParameterValue")]
    public async Task A_redrive_policy_names_a_queue_of_the_same_type(string arn, string count, string? errorCode)
    {
        await using var sqs = await SqsServer.StartAsync();
        await sqs.CreateQueueAsync("dead");
        await sqs.CreateFifoQueueAsync("dead.fifo");
        var policy = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":{{count}}}""";
        if (errorCode is not null)
        {
            await SqsServer.RefusedAsync(errorCode, () => sqs.CreateQueueAsync("jobs", ("RedrivePolicy", policy)));
            return;
        }

        var url = await sqs.CreateQueueAsync("jobs", ("RedrivePolicy", policy));
        Assert.Equal(policy, (await sqs.AttributesAsync(url))["RedrivePolicy"]);
        await sqs.Client.SetQueueAttributesAsync(url, new Dictionary<string, string> { ["RedrivePolicy"] = "" });
        Assert.DoesNotContain("RedrivePolicy", (await sqs.AttributesAsync(url)).Keys);
    }

    static string Url(SqsServer sqs, string name) => $"{sqs.Endpoint}000000000000/{name}";
}
