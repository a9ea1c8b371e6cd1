using System.CommandLine;
using System.Net;
using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Sqs.Rules;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary><c>sqs</c>: an SQS whose acknowledged messages survive kill -9.</summary>
static class SqsCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var profile = new Option<SqsProfile>("--profile")
        {
            Description = "scaleway: refuses what Scaleway Queues refuses; aws: has the limits of Amazon SQS.",
        };
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
        var command = new Command("sqs", "Runs an SQS simulator until SIGTERM or SIGINT.") { port, data, host, profile, queues };
        command.SetAction((parsed, stop) => RunAsync(new SqsSimulatorOptions
        {
            Port = parsed.GetValue(port),
            Data = parsed.GetRequiredValue(data),
            Host = IPAddress.Parse(parsed.GetRequiredValue(host)),
            Profile = parsed.GetValue(profile),
            Queues = parsed.GetValue(queues) ?? [],
        }, stop));
        return command;
    }

    static async Task<int> RunAsync(SqsSimulatorOptions options, CancellationToken stop)
    {
        await using var simulator = await SqsSimulator.StartAsync(options, stop);
        Console.WriteLine($"SQS simulator (profile {options.Profile.ToString().ToLowerInvariant()}) on {simulator.Endpoint}, data in {options.Data.FullName}");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
