using System.Text.Json.Serialization;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a resource runs as a Serverless Container. Setters accept any value: publishing validates the model and reports all
/// errors at once. Limits without another source: Scaleway documentation, serverless-containers, containers-limitations.
/// </summary>
public record ScalewayContainerOptions
{
    /// <summary>Port that the container listens on: 1 to 65535 except 8008, 8012, 8013, 8022, 9090, 9091. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>Protocol of the port. Default HTTP/1.1.</summary>
    public ContainerProtocol Protocol { get; set; } = ContainerProtocol.Http1;

    /// <summary>
    /// Access to the container. Default private: callers need a token. For the container of the edge route the deployment
    /// decides: private with <c>api_ingress = "load_balancer"</c> (the gateway has a token), public with <c>"edge"</c>.
    /// </summary>
    public ContainerPrivacy Privacy { get; set; } = ContainerPrivacy.Private;

    /// <summary>Whether plain HTTP is redirected to HTTPS. Default true.</summary>
    public bool HttpsConnectionsOnly { get; set; } = true;

    /// <summary>Isolation: v2 is gVisor and starts faster, v1 is the older one. Default v2, as the API's (provider: scaleway_container).</summary>
    public ContainerSandbox Sandbox { get; set; } = ContainerSandbox.V2;

    /// <summary>CPU in mvCPU, 70 to 6000. Default 1000, as the API's.</summary>
    public int CpuLimit { get; set; } = 1000;

    /// <summary>Memory in bytes, decimal: 128,000,000 (128 MB) to 12,228,000,000. Default 2,048,000,000, as the API's.</summary>
    public long MemoryLimitBytes { get; set; } = 2_048_000_000;

    /// <summary>Temporary disk in bytes, up to 24,000 MiB. Default: the API's, 1,000,000,000.</summary>
    public long? LocalStorageLimitBytes { get; set; }

    /// <summary>Minimum number of instances, from 0. Default 0: scales to zero and starts cold.</summary>
    public int MinScale { get; set; }

    /// <summary>Maximum number of instances, from 1. Default 5, as the API's.</summary>
    public int MaxScale { get; set; } = 5;

    /// <summary>Exactly one measure that adds instances. Default: 50 concurrent requests for each instance, as the API's.</summary>
    public ScalewayScaling Scaling { get; set; } = ScalewayScaling.OnConcurrentRequests(50);

    /// <summary>Maximum duration of a request in seconds, 10 seconds to 60 minutes. Default 5 minutes, as the API's.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Probe that decides when a new instance is ready. Default: the API's.</summary>
    public ScalewayProbe? StartupProbe { get; set; }

    /// <summary>Probe that decides when an instance is restarted. Default: the API's (TCP, 30 failures 10 s apart).</summary>
    public ScalewayProbe? LivenessProbe { get; set; }

    /// <summary>Whether the OTLP settings of Cockpit, one endpoint per signal, are added to the variables. Default true.</summary>
    [JsonIgnore]
    public bool Telemetry { get; set; } = true;

    /// <summary>
    /// Variables of the published container only; they replace variables of the application model. A container has up to 200
    /// variables of up to 1,000 characters; the platform sets <c>PORT</c> and <c>SCW_*</c>.
    /// </summary>
    [JsonIgnore]
    public IDictionary<string, string> Environment { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    internal SortedDictionary<string, ResourceReference> References { get; } = new(StringComparer.Ordinal);

    internal Dictionary<IResource, DatabaseRole> DatabaseRoles { get; } = [];

    internal Dictionary<IResource, QueuePermissions> QueuePermissions { get; } = [];

    /// <summary>
    /// Sets both probes to an HTTP GET of <paramref name="path"/>: at startup every 2 s for one minute, then every 10 s with 3
    /// failures.
    /// </summary>
    /// <param name="path">Path, which starts with <c>/</c>.</param>
    public void Probe(string path)
    {
        StartupProbe = new(path, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), FailureThreshold: 30);
        LivenessProbe = new(path, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), FailureThreshold: 3);
    }

    /// <summary>
    /// Grants the container a role in a database and gives it a key of its own. Without a grant the container gets no
    /// connection string.
    /// </summary>
    /// <param name="database">Database that is published as Serverless SQL.</param>
    /// <param name="role">Role of the container's key.</param>
    public void Grant(IResourceBuilder<IResource> database, DatabaseRole role) => DatabaseRoles[database.Resource] = role;

    /// <summary>
    /// Grants the container permissions on a queue and gives it a key of its own. Scaleway's queue keys are not per queue: a
    /// permission is valid for all queues of the project. Without a grant the container gets no connection string.
    /// </summary>
    /// <param name="queue">Queue that is published on Scaleway Queues.</param>
    /// <param name="permissions">Permissions of the container's key.</param>
    public void Grant(IResourceBuilder<IResource> queue, QueuePermissions permissions) => QueuePermissions[queue.Resource] = permissions;

    /// <summary>Sets a variable to a property of a deployed resource.</summary>
    /// <param name="variable">Name of the variable.</param>
    /// <param name="resource">Published resource.</param>
    /// <param name="property">Property of the resource.</param>
    public void Reference(string variable, IResourceBuilder<IResource> resource, ScalewayProperty property) =>
        References[variable] = new(resource.Resource, property);
}
