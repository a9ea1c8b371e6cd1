using System.ComponentModel;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Api.Status;

/// <summary>Status of the system, as this API sees it.</summary>
public sealed record SystemStatus(
    IReadOnlyList<DependencyStatus> Dependencies,
    [property: Description("Accepted events that wait for the queue; null if Redis is unreachable.")] long? Waiting,
    [property: Description("Accepted events that are not known to be in the event log; null if Redis is unreachable.")] long? InFlight,
    [property: Description("Age in seconds of the oldest event that was accepted more than 10 s ago and is not in the event log: events are not "
        + "being delivered. 0 if there is none, null if unknown.")] double? OldestInFlightSeconds,
    [property: Description("Sequence of the last accepted event: while it stays the same, this API has accepted nothing. "
        + "null before the first event, or if Redis is unreachable.")] string? LastSequence,
    [property: Description("Messages in the queue, those that the Consumer is handling included; null if unknown.")] long? QueueDepth,
    [property: Description("Messages in the dead-letter queue; null if unknown.")] long? DeadLetters,
    [property: Description("Address of the dashboard with the traces, if there is one.")] string? Dashboard);

/// <summary>Status of a dependency.</summary>
public sealed record DependencyStatus(
    string Name,
    DependencyState State,
    [property: Description("Duration of the use that the state is from; 0 if unknown.")] double Milliseconds,
    [property: Description("Why it is down.")] string? Reason,
    [property: Description("Time of the last use, if that is not now; null otherwise.")] DateTimeOffset? LastUsedAt);

/// <summary>Whether a dependency answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DependencyState>))]
public enum DependencyState
{
    /// <summary>It answers.</summary>
    [JsonStringEnumMemberName("up")]
    Up,

    /// <summary>It does not answer.</summary>
    [JsonStringEnumMemberName("down")]
    Down,

    /// <summary>This process has not used it yet.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
