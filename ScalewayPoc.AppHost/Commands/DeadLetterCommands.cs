using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>Dead letters on the developer's machine.</summary>
public static class DeadLetterCommands
{
    /// <summary>Adds the commands "Show dead letters" and "Replay dead letters" to the Consumer in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithDeadLetterCommands(this IResourceBuilder<ProjectResource> consumer) => consumer
        .WithHttpCommand("/dead-letters", "Show dead letters", commandName: "show-dead-letters", commandOptions: new()
        {
            Method = HttpMethod.Get,
            Description = "Lists the messages that could not be processed, each with the reason.",
            IconName = "MailAlert",
            PrepareRequest = TokenIssuer.AuthorizeAsync,
            GetCommandResult = CommandResult.ShowResponseAsync,
        })
        .WithHttpCommand("/dead-letters/replay", "Replay dead letters", commandName: "replay-dead-letters", commandOptions: new()
        {
            Description = "Processes the dead letters again. Recorded ones are removed, the others stay.",
            ConfirmationMessage = "Process all dead letters again?",
            IconName = "ArrowRepeatAll",
            PrepareRequest = TokenIssuer.AuthorizeAsync,
            GetCommandResult = CommandResult.ShowResponseAsync,
        });

    /// <summary>
    /// Gives the API access to the Consumer's dead letters, locally only: published, the Consumer is private, and the API, which is
    /// public, does not reach it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithLocalDeadLetters(
        this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> consumer) =>
        api.ApplicationBuilder.ExecutionContext.IsPublishMode ? api : api.WithEnvironment("DeadLetters__Url", consumer.GetEndpoint("http"));
}
