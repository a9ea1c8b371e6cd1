using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Events;

/// <summary>The resource <c>/api/events</c>: what clients send, and what has become of it.</summary>
static class EventsApi
{
    const string Path = "/api/events";

    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventStates>();
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup(Path).WithTags("Events");
        events.MapPost("/", Post)
            .WithName("SendEvent")
            .WithSummary("Send an event")
            .WithDescription(
                "Accepted means durable: it will be in the event log exactly once. Idempotency-Key makes repeating it harmless.")
            .TakesIdempotencyKey()
            .Accepts<NewEvent>("application/json")
            .ProducesProblems(ProblemTypes.EventGrammar, ProblemTypes.TooLarge, ProblemTypes.MediaType, ProblemTypes.IdempotencyKeyReused,
                ProblemTypes.Unavailable);
        events.MapGet("/{id}", Get)
            .WithName("GetEvent")
            .WithSummary("Get the state of an event")
            .WithDescription("accepted, then processed once it is in the event log.")
            .ProducesProblems(ProblemTypes.EventNotFound, ProblemTypes.Unavailable);
        events.MapGet("/", List)
            .WithName("ListEvents")
            .WithSummary("List processed events")
            .WithDescription("The event log, newest first, with the events of keys (kv.set, kv.deleted).")
            .ProducesProblems(ProblemTypes.Paging, ProblemTypes.Unavailable);
    }

    /// <summary>Points to the state of an event that is not the resource of the response.</summary>
    public static void LinkTo(string id, HttpResponse response) => response.Headers.Link = $"<{Path}/{id}>; rel=\"status\"";

    static async Task<Results<Accepted<EventAccepted>, Problem>> Post(
        RequestJson body, IdempotencyKey idempotencyKey, Outbox.Outbox outbox, HttpRequest request, CancellationToken cancellation)
    {
        var candidate = Read(body.Utf8.Span);
        if (EventGrammar.Objection(candidate) is { } objection)
        {
            return new Problem(ProblemTypes.EventGrammar, objection);
        }
        var data = CompactJson.From(JsonMarshal.GetRawUtf8Value(candidate.Data));
        var write = new Write(outbox.NewEvent(candidate.Type, candidate.Subject), data)
        {
            IdempotencyKey = idempotencyKey,
            Fingerprint = IdempotencyKey.Fingerprint(request, null, CompactJson.Strip(body.Utf8.Span)),
        };
        var (accepted, problem) = await outbox.AcceptAsync(write, cancellation);
        return accepted is null
            ? problem!
            : TypedResults.Accepted($"{Path}/{accepted.EventId}", new EventAccepted(accepted.EventId, EventState.Accepted, accepted.Sequence));
    }

    static async Task<Results<Ok<EventStatus>, Problem>> Get(string id, EventStates states, CancellationToken cancellation) =>
        id.Length <= Limits.EventIdLength && EventGrammar.IsSubject(id) && await states.FindAsync(id, cancellation) is { } status
            ? TypedResults.Ok(status)
            : new Problem(ProblemTypes.EventNotFound, "No event with this id has been accepted.");

    static async Task<Results<Ok<Page<LoggedEvent>>, Problem>> List(
        EventLog log,
        [AsParameters] PageRequest page,
        CancellationToken cancellation,
        [Description("Only events of this type.")] string? type = null,
        [Description("Only events with this subject.")] string? subject = null)
    {
        if ((type is not null && !EventGrammar.IsType(type)) || (subject is not null && !EventGrammar.IsSubject(subject)))
        {
            return new Problem(ProblemTypes.EventGrammar, "type and subject must be such as an event can have.");
        }
        return TypedResults.Ok(await log.ListAsync(
            new EventFilter(type is null ? null : [type], subject), page.AfterSequence(), page.Size, cancellation));
    }

    static NewEvent Read(ReadOnlySpan<byte> body)
    {
        CompactJson.Check(body, Limits.DataDepth + 1);
        try
        {
            return JsonSerializer.Deserialize(body, ApiJsonContext.Web.NewEvent)
                ?? throw new ProblemException(ProblemTypes.EventGrammar, "The event must be an object, but is null.");
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemTypes.EventGrammar, $"The event must be an object with type, subject (optional) and data: {e.Message}");
        }
    }
}
