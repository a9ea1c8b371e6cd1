using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>State of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    readonly ImmutableArray<HealthReportSnapshot> _healthReports = [];
    readonly ResourceStateSnapshot? _state;

    public required string ResourceType { get; init; }
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>, or another text.</summary>
    public ResourceStateSnapshot? State
    {
        get => _state;
        init => (_state, HealthStatus) = (value, Health(_healthReports, value?.Text));
    }

    public int? ExitCode { get; init; }

    /// <summary>Null unless running; the worst of the reports otherwise, and unhealthy until each check has run once.</summary>
    public HealthStatus? HealthStatus { get; private set; }

    public ImmutableArray<HealthReportSnapshot> HealthReports
    {
        get => _healthReports;
        internal init => (_healthReports, HealthStatus) = (value, Health(value, State?.Text));
    }

    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    // Set once the handlers of ResourceReadyEvent have run; those who wait see their failure.
    internal Task? ReadyEvent { get; init; }

    static HealthStatus? Health(ImmutableArray<HealthReportSnapshot> reports, string? state) =>
        state != KnownResourceStates.Running ? null
        : reports.Length == 0 ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
        : reports.Any(report => report.Status is null) ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy
        : reports.Min(report => report.Status);
}

/// <summary>A state and how it is shown.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    public static implicit operator ResourceStateSnapshot?(string? state) => state is null ? null : new(state, null);
}

/// <summary>An environment variable.</summary>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>A link.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);

/// <summary>A further fact.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>Result of a health check; the status is null before it has run.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);

/// <summary>The states that Aspire gives.</summary>
public static class KnownResourceStates
{
    public static readonly string Starting = nameof(Starting);
    public static readonly string Running = nameof(Running);

    /// <summary>Did not start, and why is in its log.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The container runtime is not well.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    public static readonly string Stopping = nameof(Stopping);
    public static readonly string Exited = nameof(Exited);
    public static readonly string Finished = nameof(Finished);
    public static readonly string Waiting = nameof(Waiting);
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>A change of a resource's state.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    public IResource Resource { get; } = resource;

    /// <summary>Tells replicas apart; in the fallback, which has none, the name of the resource.</summary>
    public string ResourceId { get; } = resourceId;

    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
