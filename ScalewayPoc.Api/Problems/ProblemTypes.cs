using System.Collections.Frozen;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Problems;

/// <summary>All kinds of errors that the API answers with.</summary>
static class ProblemTypes
{
    public static readonly ProblemType KeyGrammar = new("key-grammar", 400, "The key is malformed.",
        $"A key has 1 to {Limits.KeyLength} characters: letters and digits of ASCII and . _ : ~ -, the first a letter or digit. "
        + "A prefix follows the same rule and may be empty.");

    public static readonly ProblemType EventGrammar = new("event-grammar", 400, "The event is malformed.",
        $"type: 1 to {Limits.TypeLength} characters, words of lower-case letters and digits joined by dots, the first starting with a letter, "
        + $"not below '{EventTypes.ReservedPrefix}'. subject: absent, or 1 to {Limits.SubjectLength} characters without control characters. "
        + "data: any JSON value. Nothing else.");

    public static readonly ProblemType NotJson = new("not-json", 400, "The body is not JSON.",
        $"The body must be one JSON value in UTF-8, nested at most {Limits.DataDepth} deep, without the same name twice in an object.");

    public static readonly ProblemType Paging = new("paging", 400, "The page is malformed.",
        $"limit: {PageRequest.MinLimit} to {PageRequest.MaxLimit}, {PageRequest.DefaultLimit} unless given. "
        + "cursor: what the previous page gave as nextCursor, with the same filters.");

    public static readonly ProblemType PreconditionSyntax = new("precondition-syntax", 400, "The precondition is malformed.",
        "If-Match and If-None-Match take * or a list of entity tags in double quotes.");

    public static readonly ProblemType IdempotencyKey = new("idempotency-key", 400, "The Idempotency-Key is malformed.",
        "Idempotency-Key takes 1 to 255 printable ASCII characters, in double quotes or without.");

    public static readonly ProblemType BadRequest = new("bad-request", 400, "The request is malformed.",
        "A parameter, a header or the body cannot be read. /openapi/v1.json describes what each may be.");

    public static readonly ProblemType Unauthorized = new("unauthorized", 401, "The request has no valid token.",
        "Send Authorization: Bearer with an access token of the configured issuer. WWW-Authenticate says what is wrong with the one that was sent.");

    public static readonly ProblemType Forbidden = new("missing-scope", 403, "The token does not allow this.",
        "The detail names the missing scope: read, write or admin.");

    public static readonly ProblemType NotFound = new("not-found", 404, "There is no such resource.",
        "No route has this path; /openapi/v1.json lists them all.");

    public static readonly ProblemType KeyNotFound = new("key-not-found", 404, "The key has no value.",
        "It was never set, or has been deleted.");

    public static readonly ProblemType EventNotFound = new("event-not-found", 404, "The event was never accepted.",
        "No event with this id has been accepted.");

    public static readonly ProblemType DeadLetterNotFound = new("dead-letter-not-found", 404, "The dead letter was not found.",
        "It was recorded or discarded meanwhile, or another reader of the dead-letter queue has it for its visibility timeout.");

    public static readonly ProblemType DeadLettersDisabled = new("dead-letters-elsewhere", 404, "The dead letters are not here.",
        "This API forwards to the Consumer only where DeadLetters:Url has its address, as on a developer's machine: this API is public, "
        + "administration is not. Elsewhere use the Consumer's command: dotnet run --project ScalewayPoc.Consumer -- dead-letters show --at URL.");

    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "The method is not allowed here.",
        "The Allow header lists those that are.");

    public static readonly ProblemType RequestTimeout = new("request-timeout", 408, "The body arrived too slowly.",
        $"The body must arrive within {HttpLimits.Body.TotalSeconds} s and not stop for long. Nothing was done. Repeat the request.");

    public static readonly ProblemType PreconditionFailed = new("precondition-failed", 412, "The precondition does not hold.",
        "The value has changed, or exists (If-None-Match: *), or does not. Nothing was done. Read the value and decide again.");

    public static readonly ProblemType TooLarge = new("too-large", 413, "The data is too large.",
        $"A value or an event's data may have {Limits.DataBytes} bytes as JSON without white space, and the body {HttpLimits.BodyBytes}.");

    public static readonly ProblemType MediaType = new("media-type", 415, "The content type is not supported.",
        "Send Content-Type: application/json, in UTF-8.");

    public static readonly ProblemType IdempotencyKeyReused = new("idempotency-key-reused", 422, "The Idempotency-Key belongs to another request.",
        "The key was used with another method, path, precondition or body. Nothing was done. Use a new key for a new request.");

    public static readonly ProblemType TooManyRequests = new("too-many-requests", 429, "The caller sends too many requests.",
        "Nothing was done. Repeat the request after Retry-After. The limit holds per caller and per instance of the API.");

    public static readonly ProblemType Internal = new("internal", 500, "The API has failed.",
        "A defect. The trace id finds it in the logs.");

    public static readonly ProblemType Unavailable = new("unavailable", 503, "A dependency is not available.",
        "The detail names it. A write may or may not have been done: repeat it after Retry-After, with an Idempotency-Key if it "
        + "must not be done twice.");

    public static readonly ProblemType OutboxFull = new("outbox-full", 503, "Too many events wait for the queue.",
        "The queue does not take events as fast as they come, and the bound of those that wait is reached. Nothing was done. "
        + "Repeat the request after Retry-After.");

    static readonly ProblemType[] ByPrecedence =
    [
        BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, RequestTimeout, PreconditionFailed, TooLarge, MediaType, IdempotencyKeyReused, TooManyRequests, Internal,
        Unavailable,
        KeyGrammar, EventGrammar, NotJson, Paging, PreconditionSyntax, IdempotencyKey, KeyNotFound, EventNotFound, DeadLetterNotFound, DeadLettersDisabled, OutboxFull,
    ];

    /// <summary>All types by name.</summary>
    public static readonly FrozenDictionary<string, ProblemType> ByName = ByPrecedence.ToFrozenDictionary(type => type.Name);

    /// <summary>The most general type of a status, if there is one.</summary>
    public static ProblemType? ForStatus(int status) => Array.Find(ByPrecedence, type => type.Status == status);
}
