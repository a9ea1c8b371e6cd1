using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>The command "Rebuild keys".</summary>
public static class RebuildCommand
{
    /// <summary>Adds the command to the API in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithRebuildCommand(this IResourceBuilder<ProjectResource> api) =>
        api.WithHttpCommand("/api/admin/rebuild", "Rebuild keys", commandName: "rebuild-keys", commandOptions: new()
        {
            Description = "Rebuilds the keys in Redis from the event log. Newer values stay.",
            IconName = "DatabaseArrowUp",
            PrepareRequest = TokenIssuer.AuthorizeAsync,
            GetCommandResult = CommandResult.ShowResponseAsync,
        });
}
