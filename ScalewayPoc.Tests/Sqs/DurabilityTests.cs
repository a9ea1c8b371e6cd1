using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>The simulator as users start it: a process that may be killed.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Acknowledged_messages_survive_kill_9_and_deleted_ones_stay_deleted()
    {
        await using var process = await EmulatorProcess.StartAsync("sqs", "--queue", "jobs,deadLetter=dead,maxReceiveCount=3,visibilityTimeout=1");
        var url = QueueUrl(process, "jobs");
        using var client = Client(process);
        var deleted = (await client.SendMessageAsync(url, "deleted")).MessageId;
        var message = Assert.Single((await client.ReceiveMessageAsync(url)).Messages);
        await client.DeleteMessageAsync(url, message.ReceiptHandle);

        var acknowledged = new HashSet<string>();
        var sending = Task.Run(async () =>
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    var sent = await client.SendMessageBatchAsync(url,
                        [.. Enumerable.Range(0, 10).Select(n => new SendMessageBatchRequestEntry($"{n}", $"{i}-{n}"))]);
                    lock (acknowledged)
                        acknowledged.UnionWith(sent.Successful.Select(entry => entry.MessageId));
                }
            }
            catch (Exception e) when (e is AmazonSQSException or HttpRequestException)
            {
                // Killed amid a send.
            }
        });
        await Eventually.TrueAsync(() => { lock (acknowledged) return acknowledged.Count >= 200; }, TimeSpan.FromSeconds(20));
        await process.KillAsync();
        await sending.WaitAsync(TimeSpan.FromSeconds(20));

        await process.StartAgainAsync();
        using var again = Client(process);
        var received = new HashSet<string>();
        while (!acknowledged.IsSubsetOf(received))
        {
            var messages = (await again.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 5 })).Messages;
            Assert.NotEmpty(messages ?? []);
            received.UnionWith(messages!.Select(m => m.MessageId));
            await again.DeleteMessageBatchAsync(url, [.. messages!.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))]);
        }

        Assert.DoesNotContain(deleted, received);
        var attributes = (await again.GetQueueAttributesAsync(url, ["All"])).Attributes;
        Assert.Equal("1", attributes["VisibilityTimeout"]);
        Assert.Contains(":dead\"", attributes["RedrivePolicy"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Sigterm_stops_at_once_with_a_long_poll_open()
    {
        Skip.If(OperatingSystem.IsWindows(), EmulatorProcess.NoSignals);
        await using var process = await EmulatorProcess.StartAsync("sqs", "--queue", "jobs");
        using var client = Client(process);
        var url = QueueUrl(process, "jobs");
        var poll = client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 });
        await SqsServer.WaitForPollsAsync(new Uri(url), 1);
        Assert.Equal(0, await process.StopAsync());
        Assert.Empty((await poll).Messages ?? []);
    }

    [Fact]
    public async Task A_restart_with_other_declarations_changes_the_queue_and_keeps_its_messages()
    {
        var data = Directory.CreateTempSubdirectory("sqs-");
        try
        {
            var port = EmulatorProcess.FreePort();
            await using (var process = await EmulatorProcess.StartAsync("sqs", port, data.FullName, null, "--queue", "jobs,visibilityTimeout=5"))
            {
                using var client = Client(process);
                await client.SendMessageAsync(QueueUrl(process, "jobs"), "kept");
            }

            await using (var process = await EmulatorProcess.StartAsync("sqs", port, data.FullName, null, "--queue", "jobs,visibilityTimeout=6"))
            {
                using var client = Client(process);
                var url = QueueUrl(process, "jobs");
                Assert.Equal("6", (await client.GetQueueAttributesAsync(url, ["VisibilityTimeout"])).Attributes["VisibilityTimeout"]);
                Assert.Equal("kept", Assert.Single((await client.ReceiveMessageAsync(url)).Messages).Body);
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    static AmazonSQSClient Client(EmulatorProcess process) => SqsServer.CreateClient(new Uri($"http://127.0.0.1:{process.Port}"));

    static string QueueUrl(EmulatorProcess process, string name) => $"http://127.0.0.1:{process.Port}/000000000000/{name}";
}
