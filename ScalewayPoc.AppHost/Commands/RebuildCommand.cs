using System.Text.Json.Nodes;
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
            GetCommandResult = ShowAsync,
        });

    /// <summary>A request ends after some seconds, which is enough for some 100,000 keys; the command line has no limit.</summary>
    static async Task<ExecuteCommandResult> ShowAsync(HttpCommandResultContext context)
    {
        var result = await CommandResult.ShowResponseAsync(context);
        var response = JsonNode.Parse(await context.Response.Content.ReadAsStringAsync(context.CancellationToken));
        return result.Success && response?["next"] is not null
            ? CommandResults.Failure("Not complete. Run dotnet run --project ScalewayPoc.Api -- rebuild, with the connection strings of the API.", result.Data!)
            : result;
    }
}
