#pragma warning disable ASPIREINTERACTION001 // Arguments of commands are still experimental.
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>Commands for a first look: data to look at, and an outage to see the recovery from.</summary>
public static class DemoCommands
{
    const int MaxCount = 1000;
    const int MaxOutageSeconds = 300;

    /// <summary>Adds the commands "Seed keys" and "Send events" to the API in the dashboard; the API has the data.</summary>
    public static IResourceBuilder<ProjectResource> WithDemoCommands(this IResourceBuilder<ProjectResource> api) => api
        .WithCommand("seed-keys", "Seed keys", context => SendAsync(context, api, "keys"), new()
        {
            Description = "Writes the keys demo:customer:1 to demo:customer:40, in turn.",
            IconName = "KeyMultiple",
            Arguments = [Number("count", "Number of writes", 40)],
        })
        .WithCommand("send-events", "Send events", context => SendAsync(context, api, "events"), new()
        {
            Description = "Sends events of the type demo.placed; they arrive in the event log within a second.",
            IconName = "SendCopy",
            Arguments = [Number("count", "Number of events", 20)],
        });

    /// <summary>Adds the command "Stop for a time" to the Consumer in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithOutageCommand(this IResourceBuilder<ProjectResource> consumer) =>
        consumer.WithCommand("outage", "Stop for a time", async context =>
        {
            var seconds = context.Arguments.GetInt32("seconds");
            if (seconds is < 1 or > MaxOutageSeconds)
            {
                return CommandResults.Failure($"The number of seconds must be 1 to {MaxOutageSeconds}.");
            }
            var commands = context.Services.GetRequiredService<ResourceCommandService>();
            var stopped = await commands.ExecuteCommandAsync(context.ResourceName, KnownResourceCommands.StopCommand, context.CancellationToken);
            if (!stopped.Success)
            {
                return stopped;
            }
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), context.CancellationToken);
            }
            finally
            {
                // Also when the command is canceled.
                await commands.ExecuteCommandAsync(context.ResourceName, KnownResourceCommands.StartCommand, CancellationToken.None);
            }
            return CommandResult.Show(new { stoppedSeconds = seconds, next = "The Consumer handles the events that have waited in the queue." });
        }, new()
        {
            Description = "Stops the Consumer and starts it again. Events that are sent meanwhile wait in the queue.",
            ConfirmationMessage = "Stop the Consumer for this time?",
            IconName = "PlugDisconnected",
            Arguments = [Number("seconds", "Seconds", 30)],
        });

    static InteractionInput Number(string name, string label, int value) =>
        new() { Name = name, Label = label, InputType = InputType.Number, Required = true, Value = $"{value}" };

    static async Task<ExecuteCommandResult> SendAsync(ExecuteCommandContext context, IResourceBuilder<ProjectResource> api, string what)
    {
        var count = context.Arguments.GetInt32("count");
        if (count is < 1 or > MaxCount)
        {
            return CommandResults.Failure($"The number must be 1 to {MaxCount}.");
        }
        using var http = new HttpClient { BaseAddress = new(api.GetEndpoint("http").Url), Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = await TokenIssuer.AuthorizationAsync(context.Services, context.CancellationToken);
        var watch = Stopwatch.StartNew();
        Dictionary<int, int> statuses = [];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = context.CancellationToken }, async (n, cancellation) =>
        {
            using var response = await http.PostAsync($"/api/demo/{what}/{n}", null, cancellation);
            lock (statuses)
            {
                statuses[(int)response.StatusCode] = statuses.GetValueOrDefault((int)response.StatusCode) + 1;
            }
        });
        var seconds = Math.Round(watch.Elapsed.TotalSeconds, 2);
        return CommandResult.Show(new { sent = count, seconds, statuses });
    }
}
