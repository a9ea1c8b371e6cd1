#pragma warning disable ASPIREINTERACTION001 // Arguments of commands are still experimental.
using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>The command "Show a token".</summary>
static class TokenCommand
{
    /// <summary>Adds the command to the issuer in the dashboard; its argument is the user.</summary>
    public static IResourceBuilder<ExecutableResource> WithTokenCommand(this IResourceBuilder<ExecutableResource> issuer) =>
        issuer.WithHttpCommand("/connect/token", "Show a token", commandName: "show-token", commandOptions: new()
        {
            Description = "Issues an access token of a user, for an hour.",
            IconName = "Key",
            Arguments =
            [
                new()
                {
                    Name = "user", Label = "User", InputType = InputType.Choice, Required = true, Value = "admin",
                    Options = [new("reader", "reader: read"), new("writer", "writer: read, write"), new("admin", "admin: read, write, admin")],
                },
            ],
            PrepareRequest = context =>
            {
                context.Request.Content = TokenIssuer.Credentials(context.Arguments.GetString("user") ?? "admin");
                return Task.CompletedTask;
            },
            GetCommandResult = CommandResult.ShowResponseAsync,
        });
}
