using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Api.Events;

/// <summary>An event that a client sends.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewEvent
{
    [Description("What happened, such as order.placed.")]
    public required string Type { get; init; }

    [Description("What the event is about, such as order-1.")]
    public string? Subject { get; init; }

    [Description("Any JSON value.")]
    public required JsonElement Data { get; init; }
}

/// <summary>State of an event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventState>))]
public enum EventState
{
    /// <summary>Redis has it; it is still to be sent to the queue.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The queue has acknowledged it.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>It is in the event log.</summary>
    [JsonStringEnumMemberName("processed")]
    Processed,
}

/// <summary>An accepted event.</summary>
public sealed record EventStatus(
    string Id,
    EventState State,
    string Type,
    string? Subject,
    [property: Description("Place in the order of all events: 16 digits.")] string Sequence,
    DateTimeOffset AcceptedAt,
    [property: Description("When it was written to the event log.")] DateTimeOffset? ProcessedAt);

/// <summary>Answer to sending an event.</summary>
public sealed record EventAccepted(string Id, EventState State, string Sequence);

/// <summary>An event in the event log.</summary>
public sealed record LoggedEvent(
    string Id,
    string Sequence,
    string Type,
    string? Subject,
    string Source,
    [property: Description("When it was accepted.")] DateTimeOffset Time,
    [property: Description("When it was written to the event log.")] DateTimeOffset RecordedAt,
    [property: Description("W3C trace context of the request that it is from.")] string? TraceParent,
    [property: Description("null where a key was deleted, and in a list without data.")] RawJson? Data);
