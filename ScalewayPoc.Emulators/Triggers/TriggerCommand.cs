using System.CommandLine;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Triggers;

/// <summary><c>trigger</c>: delivers the messages of a queue to a container, as Scaleway does.</summary>
static class TriggerCommand
{
    /// <summary>The environment: other users of the machine can read a command line, and with it the keys.</summary>
    const string QueueVariable = "ConnectionStrings__queue";

    /// <summary>The longest time-out that a container of Scaleway can have.</summary>
    const int MaxTimeoutSeconds = 3600;

    public static Command Create()
    {
        var queue = new Option<string>("--queue")
        {
            Description = $"Connection string Endpoint=...;Region=...;AccessKey=...;SecretKey=...;QueueUrl=...; without it the environment variable {QueueVariable}.",
        };
        var target = ServerOptions.Address("--target", "Where messages are posted to, such as http://localhost:5181/events.");
        var timeout = new Option<int>("--timeout")
        {
            Description = $"Seconds that an answer may take, 1 to {MaxTimeoutSeconds}: on Scaleway the container's own time-out.",
            DefaultValueFactory = _ => 30,
        };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxTimeoutSeconds)
                result.AddError($"--timeout must be 1 to {MaxTimeoutSeconds}.");
        });
        var command = new Command("trigger", "Posts the messages of a queue to an address until SIGTERM or SIGINT.") { queue, target, timeout };
        command.SetAction((parsed, cancellation) => RunAsync(
            Connection(parsed.GetValue(queue) ?? Environment.GetEnvironmentVariable(QueueVariable)),
            parsed.GetRequiredValue(target), TimeSpan.FromSeconds(parsed.GetValue(timeout)), cancellation));
        return command;
    }

    static SqsConnection Connection(string? text)
    {
        try
        {
            return SqsConnection.Parse(text ?? throw new EmulatorException($"No queue: give its connection string with --queue or in {QueueVariable}."));
        }
        catch (FormatException e)
        {
            throw new EmulatorException(e.Message, e);
        }
    }

    static async Task RunAsync(SqsConnection connection, Uri address, TimeSpan timeout, CancellationToken cancellation)
    {
        using var queue = await TriggerQueue.OpenAsync(connection, cancellation);
        using var target = new TriggerTarget(address, timeout);
        using var trigger = new QueueTrigger(queue, target, Console.WriteLine);
        Console.WriteLine($"Trigger: from {queue.Name} to {target}, {trigger.Slots} at a time, again after {queue.VisibilityTimeout.TotalSeconds} s");
        if (!queue.HasDeadLetterQueue)
            Console.WriteLine($"Queue {queue.Name} has no dead-letter queue: what cannot be delivered stays in it until its retention ends.");
        Console.WriteLine("ready");
        await trigger.RunAsync(cancellation);
    }
}
