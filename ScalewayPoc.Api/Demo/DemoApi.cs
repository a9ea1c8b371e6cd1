using System.Text;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Demo;

/// <summary>
/// Demo data, in development only: the site sends it at a chosen rate, the commands of the dashboard a chosen number of it.
/// Each request is one write, so that it has a trace of its own.
/// </summary>
static class DemoApi
{
    /// <summary>Further writes change these keys, so that they have a history.</summary>
    const int Keys = 40;

    static readonly string[] Cities = ["Paris", "Amsterdam", "Warsaw", "Milan"];

    public static void MapDemo(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            var demo = app.MapGroup("/api/demo").ExcludeFromDescription();
            demo.MapPost("/keys/{n:int:min(0)}", SetKey).RequireScope(Scopes.Write);
            demo.MapPost("/events/{n:int:min(0)}", SendEvent).RequireScope(Scopes.Write);
            demo.MapPost("/malformed-messages", SendMalformedMessage).RequireAdministrator();
        }
    }

    static Task<IResult> SetKey(int n, Preconditions preconditions, IdempotencyKey idempotencyKey, EventOutbox outbox, CancellationToken cancellation)
    {
        var value = Json($$"""{"city":"{{Cities[n % Cities.Length]}}","visits":{{n}}}""");
        return KeyValuesApi.SetAsync(
            $"demo:customer:{(n % Keys) + 1}", value, preconditions, idempotencyKey.For(preconditions, value), outbox, cancellation);
    }

    static Task<IResult> SendEvent(int n, IdempotencyKey idempotencyKey, EventOutbox outbox, CancellationToken cancellation)
    {
        var data = Json($$"""{"amount":{{10 + n}}}""");
        var command = new WriteCommand("demo.placed", $"order-{n + 1}", data) { IdempotencyKey = idempotencyKey.For(null, data) };
        return EventsApi.SendAsync(command, outbox, cancellation);
    }

    /// <summary>Puts a message into the queue that is no event: it becomes a dead letter.</summary>
    static async Task<IResult> SendMalformedMessage(SqsQueue queue, CancellationToken cancellation)
    {
        await queue.Client.SendMessageAsync(queue.Url, """{"demo":"not an event"}""", cancellation);
        return TypedResults.NoContent();
    }

    static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);
}
