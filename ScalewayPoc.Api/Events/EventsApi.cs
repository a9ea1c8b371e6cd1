using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api.Events;

/// <summary>The resource <c>/api/events</c>: sending events, their state, and the event log.</summary>
static class EventsApi
{
    const string Path = "/api/events";

    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventStatisticsReader>();
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup(Path).WithTags("Events");
        events.MapPost("/", Post)
            .RequireScope(Scopes.Write)
            .WithName("SendEvent")
            .WithSummary("Send an event")
            .WithDescription(
                "It will be in the event log exactly once. State queued: the queue has acknowledged it; accepted: Redis has it, and it "
                + "is still to be sent. Idempotency-Key makes repeating it harmless.")
            .WithIdempotencyKey()
            .Accepts<NewEvent>("application/json")
            .Produces<EventAccepted>(StatusCodes.Status202Accepted)
            .ProducesProblems(ProblemTypes.EventGrammar, ProblemTypes.TooLarge, ProblemTypes.MediaType, ProblemTypes.IdempotencyKeyReused,
                ProblemTypes.Unavailable);
        events.MapGet("/{id}", Get)
            .RequireScope(Scopes.Read)
            .WithName("GetEvent")
            .WithSummary("Get the state of an event")
            .WithDescription(
                "accepted, then queued once the queue has acknowledged the event, then processed once it is in the event log. Costs one "
                + "lookup in Redis and one by primary key in the log, which wakes a serverless database: that takes seconds and then costs "
                + "until it is idle again. Poll only after sending, when recording the event needs the database anyway, and stop at processed.")
            .ProducesProblems(ProblemTypes.EventNotFound, ProblemTypes.Unavailable);
        events.MapGet("/statistics", GetStatistics)
            .RequireScope(Scopes.Read)
            .WithName("GetEventStatistics")
            .WithSummary("Get figures of recent events")
            .WithDescription(
                "Counts by interval and by type, and the time from acceptance to the event log, of the last minutes. At most two seconds "
                + "old. Each new result is a query over the events of the period, which keeps a serverless database awake: "
                + "ask again when lastSequence of the status has changed.")
            .ProducesProblems(ProblemTypes.BadRequest, ProblemTypes.Unavailable);
        events.MapGet("/", List)
            .RequireScope(Scopes.Read)
            .WithName("ListEvents")
            .WithSummary("List processed events")
            .WithDescription(
                "The event log, newest first, with the events of keys (kv.set, kv.deleted). A page ends at its limit or with the event "
                + "that reaches 1 MiB, whichever comes first. With If-None-Match, 304 if nothing has changed. Each call is a query, "
                + "which keeps a serverless database awake.")
            .ProducesProblems(ProblemTypes.Paging, ProblemTypes.Unavailable);
    }

    /// <summary>Header that points to the state of an event that is not the resource of the response.</summary>
    public static (string Name, string Value) LinkTo(string id) => ("Link", $"<{Path}/{id}>; rel=\"status\"");

    /// <summary>State of an event after its write.</summary>
    public static EventState StateOf(WriteResult result) => result.Queued ? EventState.Queued : EventState.Accepted;

    static async Task<IResult> Post(
        RequestJson body, IdempotencyKey idempotencyKey, EventOutbox outbox, CancellationToken cancellation)
    {
        var candidate = Read(body.Utf8);
        if (EventGrammar.Validate(candidate) is { } error)
        {
            return new Problem(ProblemTypes.EventGrammar, error);
        }
        var command = new WriteCommand(candidate.Type, candidate.Subject, CompactJson.FromChecked(JsonMarshal.GetRawUtf8Value(candidate.Data)))
        {
            IdempotencyKey = idempotencyKey.Hash is null ? idempotencyKey : idempotencyKey.For(null, CompactJson.Strip(body.Utf8.Span)),
        };
        return await SendAsync(command, outbox, cancellation);
    }

    /// <summary>Sends an event that belongs to no key.</summary>
    internal static Task<IResult> SendAsync(WriteCommand command, EventOutbox outbox, CancellationToken cancellation)
    {
        return outbox.WriteAsync(command, Respond, cancellation);

        static StoredResponse Respond(WriteResult result) => StoredResponse.Json(
            StatusCodes.Status202Accepted,
            new EventAccepted(result.EventId, StateOf(result), result.Sequence),
            ApiJsonContext.Web.EventAccepted,
            ("Location", $"{Path}/{result.EventId}"));
    }

    static async Task<Results<Ok<EventStatus>, Problem>> Get(string id, InFlightEvents inFlight, EventLog log, CancellationToken cancellation) =>
        id.Length <= Limits.EventIdLength && EventGrammar.IsSubject(id) && await FindAsync(id, inFlight, log, cancellation) is { } status
            ? TypedResults.Ok(status)
            : new Problem(ProblemTypes.EventNotFound, "No event with this id has been accepted.");

    /// <summary>Derives the state of an event: a row in the event log, else an entry in Redis.</summary>
    static async Task<EventStatus?> FindAsync(string id, InFlightEvents inFlight, EventLog log, CancellationToken cancellation)
    {
        // Redis first: between the two the event may come into the log, but never out of it.
        var waiting = await inFlight.FindAsync(id, cancellation);
        try
        {
            if (await log.FindAsync(id, cancellation) is { } logged)
            {
                return logged;
            }
        }
        catch (DependencyUnavailableException) when (waiting is not null)
        {
            // Without the database nothing new is in the log.
        }
        return waiting is null ? null : new EventStatus(
            id, waiting.Queued ? EventState.Queued : EventState.Accepted, waiting.Type, waiting.Subject, waiting.Sequence, waiting.AcceptedAt, null);
    }

    static async Task<Results<EventPage, Problem>> List(
        EventLog log,
        [AsParameters] PageRequest page,
        CancellationToken cancellation,
        [Description("Only events of this type.")] string? type = null,
        [Description("Only events with this subject.")] string? subject = null,
        [Description("Only events whose type starts with this.")] string? typePrefix = null,
        [Description("Only events whose subject starts with this.")] string? subjectPrefix = null,
        [Description("Whether items have their data; without it, data is null.")] bool data = true)
    {
        if ((type is not null && !EventGrammar.IsType(type))
            || (typePrefix is not null && !EventGrammar.IsTypePrefix(typePrefix))
            || (subject is not null && !EventGrammar.IsSubject(subject))
            || (subjectPrefix is not null && !EventGrammar.IsSubject(subjectPrefix)))
        {
            return new Problem(ProblemTypes.EventGrammar, "type and subject, and their prefixes, must be such as an event can have.");
        }
        return await log.ListAsync(
            new EventFilter(type is null ? null : [type], subject, null, typePrefix, subjectPrefix), EventCursor.From(page), page.Size, data, cancellation);
    }

    static async Task<Results<CacheableJson<EventStatistics>, Problem>> GetStatistics(
        EventStatisticsReader reader, CancellationToken cancellation, [Description("Length of the period.")] string? minutes = null)
    {
        var (min, max) = (EventStatisticsReader.MinMinutes, EventStatisticsReader.MaxMinutes);
        var length = 10;
        if (minutes is not null && (!int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length < min || length > max))
        {
            return new Problem(ProblemTypes.BadRequest, $"minutes must be a number from {min} to {max}, but is '{minutes}'.");
        }
        return new CacheableJson<EventStatistics>(await reader.GetAsync(length, cancellation), ApiJsonContext.Web.EventStatistics);
    }

    internal static NewEvent Read(ReadOnlyMemory<byte> body)
    {
        CompactJson.Check(body, Limits.DataDepth + 1);
        try
        {
            return JsonSerializer.Deserialize(body.Span, ApiJsonContext.Web.NewEvent)
                ?? throw new ProblemException(ProblemTypes.EventGrammar, "The event must be an object, but is null.");
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemTypes.EventGrammar,
                $"The event must be an object with type, subject (optional) and data, and nothing else. See {e.Path ?? "$"}.");
        }
    }
}
