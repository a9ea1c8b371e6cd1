using System.CommandLine;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary><c>sqs</c>: an SQS whose acknowledged messages survive kill -9.</summary>
static class SqsCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var queues = new Option<QueueDeclaration[]>("--queue")
        {
            Description = "NAME[,deadLetter=NAME,maxReceiveCount=N,visibilityTimeout=S,...]: a queue that exists from the start; repeatable.",
            CustomParser = result =>
            {
                try
                {
                    return [.. result.Tokens.Select(token => QueueDeclaration.Parse(token.Value))];
                }
                catch (FormatException e)
                {
                    result.AddError(e.Message);
                    return [];
                }
            },
        };
        var latency = ServerOptions.Duration("--latency", "Added to each request, such as 15ms: the way to a queue in the cloud.");
        var command = new Command("sqs", "Runs an SQS simulator until SIGTERM or SIGINT.") { port, data, host, queues, latency };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = ServerOptions.Settings(parsed, host, port, data);
            return RunAsync(settings, new SqsSimulatorOptions
            {
                Host = settings.Host,
                Port = settings.Port,
                Data = settings.Data,
                Queues = parsed.GetValue(queues) ?? [],
                Latency = parsed.GetValue(latency),
            }, cancellation);
        });
        return command;
    }

    static async Task RunAsync(ServerSettings settings, SqsSimulatorOptions options, CancellationToken cancellation)
    {
        using var data = await settings.TakeDataAsync(cancellation);
        await settings.WaitForPortAsync(cancellation);
        await using var simulator = await SqsSimulator.StartAsync(options, cancellation);
        var latency = options.Latency > TimeSpan.Zero ? $", {options.Latency.TotalMilliseconds} ms of latency" : "";
        Console.WriteLine($"SQS simulator: {simulator.Endpoint}{latency}");
        await LocalServer.RunAsync(cancellation);
    }
}
