using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api.KeyValues;

/// <summary>The resource <c>/api/kv</c>: JSON values under keys.</summary>
static class KeyValuesApi
{
    const string Path = "/api/kv";

    public static void AddKeyValues(this WebApplicationBuilder builder) => builder.Services.AddSingleton<KeyValueStore>();

    public static void MapKeyValues(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup(Path).WithTags("Keys");
        keys.MapGet("/", List)
            .RequireScope(Scopes.Read)
            .WithName("ListKeys")
            .WithSummary("List keys")
            .WithDescription("Keys in ASCII order, without their values. Keys that exist throughout are listed exactly once. With If-None-Match, 304 if nothing has changed.")
            .ProducesProblems(ProblemTypes.KeyGrammar, ProblemTypes.Unavailable);

        var key = keys.MapGroup("/{key}").AddEndpointFilter(KeyGrammar.Filter);
        key.MapGet("", Get)
            .RequireScope(Scopes.Read)
            .WithName("GetKey")
            .WithSummary("Get a value")
            .WithDescription("The value as it was set, without white space. With If-None-Match, 304 where it has not changed.")
            .WithPreconditions()
            .Produces<JsonNode>(contentType: "application/json")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(ProblemTypes.KeyGrammar, ProblemTypes.KeyNotFound, ProblemTypes.PreconditionFailed, ProblemTypes.Unavailable);
        key.MapPut("", Put)
            .RequireScope(Scopes.Write)
            .WithName("SetKey")
            .WithSummary("Set a value")
            .WithDescription(
                "Any JSON value. Every write is also an event (kv.set), also where the value stays the same. If-Match and "
                + "If-None-Match (* to create only) make it conditional; without them the last write wins. Idempotency-Key makes "
                + "repeating it harmless. 200 and 201: the queue has the event; 202: it is still to be sent.")
            .WithPreconditions()
            .WithIdempotencyKey()
            .Accepts<JsonNode>("application/json")
            .Produces<KeyWritten>()
            .Produces<KeyWritten>(StatusCodes.Status201Created)
            .Produces<KeyWritten>(StatusCodes.Status202Accepted)
            .ProducesProblems(ProblemTypes.KeyGrammar, ProblemTypes.PreconditionFailed, ProblemTypes.TooLarge, ProblemTypes.MediaType,
                ProblemTypes.IdempotencyKeyReused, ProblemTypes.Unavailable);
        key.MapDelete("", Delete)
            .RequireScope(Scopes.Write)
            .WithName("DeleteKey")
            .WithSummary("Delete a value")
            .WithDescription(
                "Removes key and value and is an event (kv.deleted). The history stays. 204: the queue has the event; 202: it is "
                + "still to be sent.")
            .WithPreconditions()
            .WithIdempotencyKey()
            .Produces(StatusCodes.Status204NoContent)
            .Produces<KeyDeleted>(StatusCodes.Status202Accepted)
            .ProducesProblems(ProblemTypes.KeyGrammar, ProblemTypes.KeyNotFound, ProblemTypes.PreconditionFailed,
                ProblemTypes.IdempotencyKeyReused, ProblemTypes.Unavailable);
        key.MapGet("/history", History)
            .RequireScope(Scopes.Read)
            .WithName("GetKeyHistory")
            .WithSummary("List the writes to a key")
            .WithDescription(
                "From the event log, newest first. A write appears as soon as it is processed, so the history of a key that was "
                + "just set, or never, is empty. A page ends at its limit or with the event that reaches 1 MiB.")
            .ProducesProblems(ProblemTypes.KeyGrammar, ProblemTypes.Unavailable);
    }

    static async Task<Results<CacheableJson<KeyPage>, Problem>> List(
        KeyValueStore store,
        [AsParameters] PageRequest page,
        CancellationToken cancellation,
        [Description("Prefix of the keys.")] string prefix = "")
    {
        if (!KeyGrammar.IsPrefix(prefix))
        {
            return new Problem(ProblemTypes.KeyGrammar, ProblemTypes.KeyGrammar.Description);
        }
        var after = page.After();
        if (after is not null && !(KeyGrammar.IsKey(after) && after.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw PageRequest.BadCursor();
        }
        return new CacheableJson<KeyPage>(await store.ListAsync(prefix, after, page.Size, cancellation), ApiJsonContext.Web.KeyPage);
    }

    static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, Problem>> Get(
        string key, Preconditions preconditions, KeyValueStore store, HttpResponse response, CancellationToken cancellation)
    {
        if (await store.GetAsync(key, cancellation) is not { } found)
        {
            return new Problem(ProblemTypes.KeyNotFound, $"The key '{key}' has no value.");
        }
        if (!preconditions.Match(found.ETag))
        {
            return new Problem(ProblemTypes.PreconditionFailed, $"The value of '{key}' is not the one that If-Match demands.");
        }
        response.Headers.ETag = found.ETag;
        return preconditions.NoneMatch(found.ETag)
            ? TypedResults.Bytes(found.Json, "application/json")
            : TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    static Task<IResult> Put(
        string key, RequestJson body, Preconditions preconditions, IdempotencyKey idempotencyKey,
        EventOutbox outbox, CancellationToken cancellation) =>
        SetAsync(key, CompactJson.From(body.Utf8), preconditions, idempotencyKey, outbox, cancellation);

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Compact JSON.</param>
    /// <param name="preconditions">Condition on the current value.</param>
    /// <param name="idempotencyKey">Key under which a repetition is recognized.</param>
    /// <param name="outbox">Does the write.</param>
    /// <param name="cancellation">Ends the wait for the queue.</param>
    internal static Task<IResult> SetAsync(
        string key, byte[] value, Preconditions preconditions, IdempotencyKey idempotencyKey, EventOutbox outbox, CancellationToken cancellation)
    {
        var command = new WriteCommand(EventTypes.KeySet, key, value)
        {
            Key = key,
            ETag = KeyProjection.ETagOf(value),
            Preconditions = preconditions,
            IdempotencyKey = idempotencyKey.For(preconditions, value),
        };
        return outbox.WriteAsync(command, Respond, cancellation);

        StoredResponse Respond(WriteResult result)
        {
            var status = !result.Queued ? StatusCodes.Status202Accepted
                : result.Replaced ? StatusCodes.Status200OK : StatusCodes.Status201Created;
            (string, string)[] headers = [("ETag", command.ETag), EventsApi.LinkTo(result.EventId)];
            return StoredResponse.Json(
                status,
                new KeyWritten(key, command.ETag, result.EventId, result.Sequence, EventsApi.StateOf(result)),
                ApiJsonContext.Web.KeyWritten,
                result.Replaced ? headers : [("Location", $"{Path}/{key}"), .. headers]);
        }
    }

    static Task<IResult> Delete(
        string key, Preconditions preconditions, IdempotencyKey idempotencyKey, EventOutbox outbox, CancellationToken cancellation)
    {
        var command = new WriteCommand(EventTypes.KeyDeleted, key, null)
        {
            Key = key,
            Preconditions = preconditions,
            IdempotencyKey = idempotencyKey.For(preconditions, []),
        };
        return outbox.WriteAsync(command, Respond, cancellation);

        StoredResponse Respond(WriteResult result) => result.Queued
            ? StoredResponse.Empty(StatusCodes.Status204NoContent, EventsApi.LinkTo(result.EventId))
            : StoredResponse.Json(
                StatusCodes.Status202Accepted,
                new KeyDeleted(key, result.EventId, result.Sequence, EventsApi.StateOf(result)),
                ApiJsonContext.Web.KeyDeleted,
                EventsApi.LinkTo(result.EventId));
    }

    // Events of another source under these types are not writes of this API.
    static Task<EventPage> History(
        string key, EventLog log, [AsParameters] PageRequest page, CancellationToken cancellation,
        [Description("Whether items have their data; without it, data is null.")] bool data = true) =>
        log.ListAsync(
            new EventFilter([EventTypes.KeySet, EventTypes.KeyDeleted], key, EventSources.Api),
            EventCursor.From(page), page.Size, data, cancellation);
}
