namespace Aspire.Hosting.Scaleway.Manifest;

sealed record ContainerManifest
{
    public required int CpuLimit { get; init; }

    public SortedDictionary<string, string>? Environment { get; init; }

    public GrantsManifest? Grants { get; init; }

    public required bool HttpsConnectionsOnly { get; init; }

    public required ImageManifest Image { get; init; }

    public ProbeManifest? LivenessProbe { get; init; }

    public long? LocalStorageLimitBytes { get; init; }

    public required int MaxScale { get; init; }

    public required long MemoryLimitBytes { get; init; }

    public required int MinScale { get; init; }

    public required int Port { get; init; }

    public required ContainerPrivacy Privacy { get; init; }

    public required ContainerProtocol Protocol { get; init; }

    public SortedDictionary<string, string>? References { get; init; }

    public required ContainerSandbox Sandbox { get; init; }

    public required ScalingManifest Scaling { get; init; }

    public SortedDictionary<string, string>? Secrets { get; init; }

    public ProbeManifest? StartupProbe { get; init; }

    public required double Timeout { get; init; }
}

/// <summary>An image in the deployment's registry.</summary>
sealed record ImageManifest
{
    /// <summary>Digest of the image's manifest, <c>sha256:…</c>, where the image has been built.</summary>
    public string? Digest { get; init; }

    public required string Name { get; init; }

    public required string Tag { get; init; }
}

sealed record ScalingManifest
{
    public int? ConcurrentRequestsThreshold { get; init; }

    public int? CpuUsageThreshold { get; init; }

    public int? MemoryUsageThreshold { get; init; }
}

sealed record ProbeManifest
{
    public required int FailureThreshold { get; init; }

    public required string Interval { get; init; }

    public string? Path { get; init; }

    public required string Timeout { get; init; }
}

sealed record GrantsManifest
{
    public SortedDictionary<string, DatabaseRole>? Databases { get; init; }

    public SortedDictionary<string, string[]>? Queues { get; init; }
}
