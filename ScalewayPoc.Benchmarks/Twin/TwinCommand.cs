using System.CommandLine;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Twin;

/// <summary><c>twin</c>: what a request costs without this project's layers. See <see cref="TwinServer"/>.</summary>
static class TwinCommand
{
    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Description = "Address of Redis.", Required = true };
        var issuer = new Option<string?>("--issuer") { Description = "URL of the issuer; without it, no token is required." };
        var queue = new Option<string?>("--queue") { Description = "Connection string of the queue; with it, a write is sent to it." };
        var script = new Option<bool>("--script") { Description = "Whether a write runs accept.lua instead of SET." };
        var command = new Command("twin", "A bare API over Redis.") { redis, issuer, queue, script };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var app = TwinServer.Build(
                parsed.GetRequiredValue(redis), parsed.GetValue(issuer), parsed.GetValue(queue), parsed.GetValue(script));
            await app.StartAsync(cancellation);
            Console.WriteLine($"{BenchmarkProcess.Listening}{app.Urls.First()}");
            await app.WaitForShutdownAsync(cancellation);
        });
        return command;
    }
}
