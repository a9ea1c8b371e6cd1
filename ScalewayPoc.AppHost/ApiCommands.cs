using System.Net.Mime;
using System.Text;

namespace ScalewayPoc.AppHost;

/// <summary>Commands on the API in the dashboard.</summary>
public static class ApiCommands
{
    /// <summary>Adds the command "Send a test event".</summary>
    public static IResourceBuilder<ProjectResource> WithSendTestEventCommand(this IResourceBuilder<ProjectResource> api) =>
        api.WithHttpCommand("/api/events", "Send a test event", commandName: "send-test-event", commandOptions: new()
        {
            Description = "Sends one event of type dashboard.test and so makes a trace from the API over the queue to the event log.",
            IconName = "Send",
            PrepareRequest = context =>
            {
                context.Request.Content = new StringContent(
                    """{"type":"dashboard.test","subject":"dashboard","data":{"from":"dashboard"}}""", Encoding.UTF8, MediaTypeNames.Application.Json);
                return Task.CompletedTask;
            },
        });
}
