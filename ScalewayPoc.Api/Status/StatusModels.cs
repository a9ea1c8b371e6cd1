using System.ComponentModel;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Api.Status;

/// <summary>How the system is, as this API sees it.</summary>
public sealed record SystemStatus(
    IReadOnlyList<DependencyStatus> Dependencies,
    [property: Description("Accepted events that wait for the queue; null where Redis does not answer.")] long? Waiting,
    [property: Description("Address of the dashboard with the traces, where there is one.")] string? Dashboard);

/// <summary>How a dependency is.</summary>
public sealed record DependencyStatus(
    string Name,
    DependencyState State,
    [property: Description("How long it took to answer.")] double Milliseconds,
    [property: Description("What is wrong.")] string? Reason);

/// <summary>Whether a dependency answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DependencyState>))]
public enum DependencyState
{
    /// <summary>It answers.</summary>
    [JsonStringEnumMemberName("up")]
    Up,

    /// <summary>It does not.</summary>
    [JsonStringEnumMemberName("down")]
    Down,
}
