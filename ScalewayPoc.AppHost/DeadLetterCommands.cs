using System.Text.Json;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.AppHost;

/// <summary>Dead letters for those who run the system on their own machine.</summary>
public static class DeadLetterCommands
{
    /// <summary>Adds the commands "Show dead letters" and "Replay dead letters" to the Consumer in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithDeadLetterCommands(this IResourceBuilder<ProjectResource> consumer) => consumer
        .WithHttpCommand("/dead-letters", "Show dead letters", commandName: "show-dead-letters", commandOptions: new()
        {
            Method = HttpMethod.Get,
            Description = "Shows the messages that did not become events, and why.",
            IconName = "MailAlert",
            GetCommandResult = context => ResultAsync<DeadLetterList>(context, (list, json) => CommandResults.Success(
                $"Dead letters: {list.Items.Count}{(list.More ? " and more" : "")}.",
                new CommandResultData { Value = json, Format = CommandResultFormat.Json, DisplayImmediately = true })),
        })
        .WithHttpCommand("/dead-letters/replay", "Replay dead letters", commandName: "replay-dead-letters", commandOptions: new()
        {
            Description = "Handles them again. Those that get into the event log go, the others stay; doing it twice does no more.",
            IconName = "ArrowRepeatAll",
            GetCommandResult = context => ResultAsync<ReplayOutcome>(context, (outcome, _) => new()
            {
                Success = true,
                Message = $"{outcome.Recorded} recorded, {outcome.Left} left{(outcome.More ? "; run it again for the rest" : "")}.",
            }),
        });

    /// <summary>
    /// Lets the API pass on to the Consumer's dead letters, locally. What is published does not: that API is public, and
    /// administration is not for the public.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithLocalDeadLetters(
        this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> consumer) =>
        api.ApplicationBuilder.ExecutionContext.IsPublishMode ? api : api.WithEnvironment("DeadLetters__Url", consumer.GetEndpoint("http"));

    static async Task<ExecuteCommandResult> ResultAsync<T>(HttpCommandResultContext context, Func<T, string, ExecuteCommandResult> describe)
    {
        var json = await context.Response.Content.ReadAsStringAsync(context.CancellationToken);
        return context.Response.IsSuccessStatusCode
            ? describe(JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!, json)
            : CommandResults.Failure($"The Consumer says {(int)context.Response.StatusCode}: {json}");
    }
}
