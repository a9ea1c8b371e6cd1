#pragma warning disable ASPIREINTERACTION001 // Arguments of commands are still experimental.
using System.Net.Http.Json;
using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>The command "Send a test event".</summary>
public static class TestEventCommand
{
    /// <summary>Adds the command to the API in the dashboard; it has the arguments <c>type</c> and <c>subject</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithTestEventCommand(this IResourceBuilder<ProjectResource> api) =>
        api.WithHttpCommand("/api/events", "Send a test event", commandName: "send-test-event", commandOptions: new()
        {
            Description = "Sends one event, which appears as a trace from the API over the queue to the event log.",
            IconName = "Send",
            Arguments =
            [
                new() { Name = "type", Label = "Type", InputType = InputType.Text, Required = true, Value = "dashboard.test" },
                new() { Name = "subject", Label = "Subject", InputType = InputType.Text, Required = true, Value = "dashboard" },
            ],
            PrepareRequest = context =>
            {
                context.Request.Content = JsonContent.Create(new
                {
                    type = context.Arguments.GetString("type"),
                    subject = context.Arguments.GetString("subject"),
                    data = new { from = "dashboard" },
                });
                return TokenIssuer.AuthorizeAsync(context);
            },
            GetCommandResult = CommandResult.ShowResponseAsync,
        });
}
