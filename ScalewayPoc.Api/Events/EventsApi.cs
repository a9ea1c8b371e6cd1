using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Events;

/// <summary>The resource <c>/api/events</c>: sending events, their state, and the event log.</summary>
static class EventsApi
{
    const string Path = "/api/events";

    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventStatusReader>();
        builder.Services.AddSingleton<EventStatisticsReader>();
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
            .WithDescription(
                "accepted, then processed once the event is in the event log. While Redis has the event in flight, the database is not "
                + "used. Otherwise one lookup by primary key decides between processed and 404: it wakes a serverless database, which "
                + "takes seconds and then costs until it is idle again. Poll only after sending, and stop at processed.")
            .ProducesProblems(ProblemTypes.EventNotFound, ProblemTypes.Unavailable);
        events.MapGet("/statistics", GetStatistics)
            .WithName("GetEventStatistics")
            .WithSummary("Get figures of recent events")
            .WithDescription(
                "Counts by interval and by type, and the time from acceptance to the event log, of the last minutes. At most two seconds "
                + "old. Each new result is a query over the events of the period, which keeps a serverless database awake: "
                + "ask again when lastSequence of the status has changed.")
            .ProducesProblems(ProblemTypes.BadRequest, ProblemTypes.Unavailable);
        events.MapGet("/", List)
            .WithName("ListEvents")
            .WithSummary("List processed events")
            .WithDescription(
                "The event log, newest first, with the events of keys (kv.set, kv.deleted). A page ends at its limit or with the event "
                + "that reaches 1 MiB, whichever comes first. With If-None-Match, 304 if nothing has changed. Each call is a query, "
                + "which keeps a serverless database awake.")
            .ProducesProblems(ProblemTypes.Paging, ProblemTypes.Unavailable);
    }

    /// <summary>Points to the state of an event that is not the resource of the response.</summary>
    public static void LinkTo(string id, HttpResponse response) => response.Headers.Link = $"<{Path}/{id}>; rel=\"status\"";

    static async Task<Results<Accepted<EventAccepted>, Problem>> Post(
        RequestJson body, IdempotencyKey idempotencyKey, Outbox.Outbox outbox, HttpRequest request, CancellationToken cancellation)
    {
        var candidate = Read(body.Utf8.Span);
        if (EventGrammar.Validate(candidate) is { } error)
        {
            return new Problem(ProblemTypes.EventGrammar, error);
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

    static async Task<Results<Ok<EventStatus>, Problem>> Get(string id, EventStatusReader reader, CancellationToken cancellation) =>
        id.Length <= Limits.EventIdLength && EventGrammar.IsSubject(id) && await reader.FindAsync(id, cancellation) is { } status
            ? TypedResults.Ok(status)
            : new Problem(ProblemTypes.EventNotFound, "No event with this id has been accepted.");

    static async Task<Results<EventPage, Problem>> List(
        EventLog log,
        [AsParameters] PageRequest page,
        CancellationToken cancellation,
        [Description("Only events of this type.")] string? type = null,
        [Description("Only events with this subject.")] string? subject = null,
        [Description("Whether items have their data; without it, data is null.")] bool data = true)
    {
        if ((type is not null && !EventGrammar.IsType(type)) || (subject is not null && !EventGrammar.IsSubject(subject)))
        {
            return new Problem(ProblemTypes.EventGrammar, "type and subject must be such as an event can have.");
        }
        return await log.ListAsync(
            new EventFilter(type is null ? null : [type], subject), EventCursor.From(page), page.Size, data, cancellation);
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
            throw new ProblemException(ProblemTypes.EventGrammar,
                $"The event must be an object with type, subject (optional) and data, and nothing else. See {e.Path ?? "$"}.");
        }
    }
}
