using System.CommandLine;
using Amazon.SQS.Model;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary><c>loop</c>: receives and deletes with AWSSDK.SQS, and does nothing else.</summary>
static class LoopCommand
{
    public const string Ready = "receiving";

    const int BatchSize = 10;
    const int WaitSeconds = 20;

    public static Command Create()
    {
        var queue = new Option<string>("--queue") { Description = "Connection string of the queue.", Required = true };
        var receivers = new Option<int>("--receivers") { Description = "Receives at the same time.", DefaultValueFactory = _ => 4 };
        var command = new Command("loop", "Receives and deletes messages.") { queue, receivers };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var source = SqsQueue.Connect(parsed.GetRequiredValue(queue));
            Console.WriteLine(Ready);
            await Task.WhenAll(Enumerable.Range(0, parsed.GetValue(receivers)).Select(_ => RunAsync(source, cancellation)));
        });
        return command;
    }

    /// <summary>Receives and deletes at most ten messages.</summary>
    /// <returns>Their number.</returns>
    public static async Task<int> ReceiveAsync(SqsQueue queue, int waitSeconds, CancellationToken cancellation)
    {
        var received = await queue.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest(queue.Url) { MaxNumberOfMessages = BatchSize, WaitTimeSeconds = waitSeconds }, cancellation);
        if (received.Messages is not { Count: > 0 } messages)
        {
            return 0;
        }
        await queue.Client.DeleteMessageBatchAsync(
            queue.Url, [.. messages.Select((message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))], cancellation);
        return messages.Count;
    }

    static async Task RunAsync(SqsQueue queue, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await ReceiveAsync(queue, WaitSeconds, cancellation);
        }
    }
}
