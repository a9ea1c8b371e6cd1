using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// What <c>publish</c> writes: a value for each variable of <c>iac/manifest.tf</c>, described in <c>iac/MANIFEST.md</c>.
/// The properties of all records here stand in the alphabetical order of the keys that are written.
/// </summary>
sealed record ScalewayManifest
{
    /// <summary>Version of the format; OpenTofu refuses any other.</summary>
    public const int CurrentVersion = 2;

    public ApiRouteManifest? ApiRoute { get; init; }

    public required SortedDictionary<string, ContainerManifest> Containers { get; init; }

    public required SortedDictionary<string, DatabaseManifest> Databases { get; init; }

    public required SortedDictionary<string, FunctionManifest> Functions { get; init; }

    public int ManifestVersion { get; init; } = CurrentVersion;

    public required SortedDictionary<string, QueueManifest> Queues { get; init; }

    public required SortedDictionary<string, RedisManifest> Redis { get; init; }

    public SiteManifest? Site { get; init; }

    public required SortedDictionary<string, TriggerManifest> Triggers { get; init; }
}

sealed record ApiRouteManifest
{
    public required string Container { get; init; }

    public required string PathPattern { get; init; }
}

sealed record FunctionManifest
{
    public required string ForwardTo { get; init; }

    public required int MaxScale { get; init; }

    public required int MemoryLimit { get; init; }

    public required int MinScale { get; init; }

    public required string Path { get; init; }

    public required double Timeout { get; init; }
}

sealed record TriggerManifest
{
    public required string Container { get; init; }

    public string? Function { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Queue { get; init; }
}

sealed record QueueManifest
{
    public required bool ContentBasedDeduplication { get; init; }

    public DeadLetterManifest? DeadLetter { get; init; }

    public required bool Fifo { get; init; }

    public required double MessageMaxAge { get; init; }

    public required int MessageMaxSize { get; init; }

    public required string Name { get; init; }

    public required double ReceiveWaitTimeSeconds { get; init; }

    public required double VisibilityTimeoutSeconds { get; init; }
}

sealed record DeadLetterManifest
{
    public required int MaxReceiveCount { get; init; }

    public required string Queue { get; init; }
}

sealed record RedisManifest
{
    public required int ClusterSize { get; init; }

    public required string NodeType { get; init; }

    public SortedDictionary<string, string>? Settings { get; init; }

    public required string Version { get; init; }
}

sealed record DatabaseManifest
{
    public required int MaxCpu { get; init; }

    public required int MinCpu { get; init; }

    public required string Name { get; init; }
}

sealed record SiteManifest
{
    public required string ErrorDocument { get; init; }

    public required string IndexDocument { get; init; }
}

/// <summary>A file of the site. OpenTofu is not told: its provider cannot set an object's <c>Cache-Control</c>.</summary>
sealed record SiteFileManifest
{
    public required string CacheControl { get; init; }

    public required string ContentType { get; init; }

    /// <summary>SHA-256, hexadecimal.</summary>
    public required string Hash { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ScalewayManifest))]
[JsonSerializable(typeof(SortedDictionary<string, ImageManifest>), TypeInfoPropertyName = "Images")]
[JsonSerializable(typeof(SortedDictionary<string, SiteFileManifest>), TypeInfoPropertyName = "SiteFiles")]
sealed partial class ManifestJsonContext : JsonSerializerContext;
