using System.ComponentModel;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Api.KeyValues;

/// <summary>Answer to setting a key.</summary>
public sealed record KeyWritten(
    string Key,
    [property: JsonPropertyName("etag"), Description("Entity tag of the value, for If-Match.")] string ETag,
    [property: Description("Id of the event that tells of the write; the same when the request is repeated with its Idempotency-Key.")] string EventId,
    [property: Description("Place in the order of all events: 16 digits.")] string Sequence);

/// <summary>A key in a list.</summary>
public sealed record KeyEntry(
    string Key,
    [property: JsonPropertyName("etag"), Description("Entity tag of the value, for If-Match.")] string ETag,
    [property: Description("Sequence of the event that set the value.")] string Sequence,
    [property: Description("When the value was set.")] DateTimeOffset UpdatedAt);
