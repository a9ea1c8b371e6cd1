using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Demo;

/// <summary>
/// In development, <c>POST /api/admin/malformed-message</c> puts a message into the queue that is no event, for the site's
/// demo data: it becomes a dead letter. The site sends the rest by the API's ordinary operations.
/// </summary>
static class DemoApi
{
    public static void MapDemo(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapPost("/api/admin/malformed-message", SendAsync).RequireScope(Scopes.Admin).ExcludeFromDescription();
        }
    }

    static async Task<IResult> SendAsync(SqsQueue queue, CancellationToken cancellation)
    {
        await queue.Client.SendMessageAsync(queue.Url, """{"demo":"not an event"}""", cancellation);
        return TypedResults.NoContent();
    }
}
