using System.ComponentModel;
using System.Text.Json.Serialization;
using ScalewayPoc.Api.Events;

namespace ScalewayPoc.Api.KeyValues;

/// <summary>Response to setting a key.</summary>
public sealed record KeyWritten(
    string Key,
    [property: JsonPropertyName("etag"), Description("Entity tag of the value, for If-Match.")] string ETag,
    [property: Description("Id of the event of this write; the same when the request is repeated with its Idempotency-Key.")] string EventId,
    [property: Description("Position in the order of all events: 16 digits.")] string Sequence,
    [property: Description("queued once the queue has acknowledged the event; accepted (status 202) while it has not.")] EventState State);

/// <summary>Response to deleting a key while the queue has not acknowledged the event.</summary>
public sealed record KeyDeleted(
    string Key,
    [property: Description("Id of the event of this write.")] string EventId,
    [property: Description("Position in the order of all events: 16 digits.")] string Sequence,
    [property: Description("accepted: the queue has not acknowledged the event yet.")] EventState State);

/// <summary>One page of the list of keys.</summary>
public sealed record KeyPage(
    [property: Description("Keys in ASCII order.")] IReadOnlyList<KeyEntry> Items,
    [property: Description("cursor of the next page, opaque; null on the last page. Only null ends the list.")] string? NextCursor,
    [property: Description("Number of keys with the prefix.")] long Total);

/// <summary>A key in a list.</summary>
public sealed record KeyEntry(
    string Key,
    [property: JsonPropertyName("etag"), Description("Entity tag of the value, for If-Match.")] string ETag,
    [property: Description("Sequence of the event that set the value.")] string Sequence,
    [property: Description("When the value was set.")] DateTimeOffset UpdatedAt);
