using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway.Manifest;

// The published files as types. Options are written as they are; a record derived from options adds the fields that only the
// model gives. The JSON Schema, the tables of MANIFEST.md and its example are generated from these types and their comments.

/// <summary>Identifies a published file: its JSON Schema, kind and version.</summary>
record ManifestHeader
{
    /// <summary>Version of the format. OpenTofu and the deployment steps accept no other.</summary>
    public const int CurrentVersion = 3;

    /// <summary>Path of the JSON Schema, relative to the file.</summary>
    [JsonPropertyName("$schema")]
    public string Schema { get; init; } = $"./{ManifestFiles.Schema}";

    /// <summary>Kind of the file: scaleway-manifest, scaleway-images or scaleway-site.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;
}

/// <summary>
/// The manifest: a value for each variable of <c>manifest.tf</c>. OpenTofu takes each property at the top for a variable, so
/// the header is one too.
/// </summary>
sealed record ManifestDocument
{
    public const string Kind = "scaleway-manifest";

    /// <summary>Schema, kind and version of the file.</summary>
    public ManifestHeader Manifest { get; init; } = new() { Kind = Kind };

    /// <summary>Container that the Internet reaches through Edge Services. Without it there is none.</summary>
    public ApiRouteManifest? ApiRoute { get; init; }

    /// <summary>Serverless Containers by resource name.</summary>
    public required SortedDictionary<string, ContainerManifest> Containers { get; init; }

    /// <summary>Serverless SQL Databases by resource name.</summary>
    public required SortedDictionary<string, ServerlessSqlOptions> Databases { get; init; }

    /// <summary>Functions by resource name. A function posts what triggers it to a container and returns its status.</summary>
    public required SortedDictionary<string, FunctionManifest> Functions { get; init; }

    /// <summary>Queues by resource name.</summary>
    public required SortedDictionary<string, QueueManifest> Queues { get; init; }

    /// <summary>Managed Redis clusters by resource name.</summary>
    public required SortedDictionary<string, ManagedRedisOptions> Redis { get; init; }

    /// <summary>The static site. Without it there is none. Step <c>upload-site</c> uploads its files.</summary>
    public StaticSiteOptions? Site { get; init; }

    /// <summary>Triggers by queue name.</summary>
    public required SortedDictionary<string, TriggerManifest> Triggers { get; init; }
}

sealed record ApiRouteManifest : EdgeRouteOptions
{
    public ApiRouteManifest(EdgeRouteOptions options) : base(options)
    {
    }

    /// <summary>Container that the requests go to.</summary>
    public required string Container { get; init; }
}

sealed record ContainerManifest : ScalewayContainerOptions
{
    public ContainerManifest(ScalewayContainerOptions options) : base(options)
    {
    }

    /// <summary>Variables with plain values.</summary>
    [JsonPropertyName("environment")]
    public SortedDictionary<string, string>? PlainVariables { get; init; }

    /// <summary>Variables with references to properties of deployed resources (see References).</summary>
    [JsonPropertyName("references")]
    public SortedDictionary<string, string>? ReferenceVariables { get; init; }

    /// <summary>Variables with names of secrets. Their values come from <c>TF_VAR_secret_values</c>, a JSON object of name and value.</summary>
    [JsonPropertyName("secrets")]
    public SortedDictionary<string, string>? SecretVariables { get; init; }

    /// <summary>Permissions of the container's own keys.</summary>
    public GrantsManifest? Grants { get; init; }
}

sealed record GrantsManifest
{
    /// <summary>Role in each database: read_write may change the schema, data_read_write only rows.</summary>
    public SortedDictionary<string, DatabaseRole>? Databases { get; init; }

    /// <summary>Permissions on each queue: publish, receive (which includes deleting).</summary>
    public SortedDictionary<string, string[]>? Queues { get; init; }
}

sealed record FunctionManifest : QueueTriggerOptions
{
    public FunctionManifest(QueueTriggerOptions options) : base(options)
    {
    }

    /// <summary>Container that the function posts to.</summary>
    public required string ForwardTo { get; init; }
}

sealed record QueueManifest : ScalewayQueueOptions
{
    public QueueManifest(ScalewayQueueOptions options) : base(options)
    {
    }

    /// <summary>Dead-letter queue. Without it there is none.</summary>
    public DeadLetterManifest? DeadLetter { get; init; }
}

sealed record DeadLetterManifest
{
    /// <summary>Number of receives after which a message is moved, 1 to 1,000.</summary>
    public required int MaxReceiveCount { get; init; }

    /// <summary>Queue that the message is moved to.</summary>
    public required string Queue { get; init; }
}

sealed record TriggerManifest
{
    /// <summary>Container that handles the messages.</summary>
    public required string Container { get; init; }

    /// <summary>Function that gets the messages with <c>consumer_entry = "function"</c>.</summary>
    public string? Function { get; init; }

    /// <summary>HTTP method, in lower case.</summary>
    public required string Method { get; init; }

    /// <summary>Path of the container.</summary>
    public required string Path { get; init; }

    /// <summary>Queue that has the messages.</summary>
    public required string Queue { get; init; }
}

/// <summary>Tags and digests of the images: a value for the variable <c>images</c>.</summary>
sealed record ImagesDocument
{
    /// <summary>Images of the containers.</summary>
    public ImagesManifest Images { get; init; } = new() { Kind = ImagesManifest.CurrentKind };
}

sealed record ImagesManifest : ManifestHeader
{
    public const string CurrentKind = "scaleway-images";

    /// <summary>Image of each container, in the deployment's registry under the container's name.</summary>
    public SortedDictionary<string, ImageManifest> Containers { get; init; } = new(StringComparer.Ordinal);
}

sealed record ImageManifest
{
    /// <summary>Digest of the image's manifest, <c>sha256:…</c>, once it is pushed.</summary>
    public string? Digest { get; init; }

    /// <summary>Tag, made from the content of the image.</summary>
    public required string Tag { get; init; }
}

/// <summary>The files of the static site, for the step <c>upload-site</c>. OpenTofu does not read it.</summary>
sealed record SiteDocument : ManifestHeader
{
    public const string CurrentKind = "scaleway-site";

    /// <summary>Files by their path below <c>site/</c>, which is their key in the bucket. Empty when the site is not built.</summary>
    public required SortedDictionary<string, SiteFileManifest> Files { get; init; }
}

sealed record SiteFileManifest
{
    /// <summary>Header <c>Cache-Control</c> of the object.</summary>
    public required string CacheControl { get; init; }

    /// <summary>Header <c>Content-Type</c> of the object.</summary>
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
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(ImagesDocument))]
[JsonSerializable(typeof(SiteDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class ManifestJsonContext : JsonSerializerContext;
