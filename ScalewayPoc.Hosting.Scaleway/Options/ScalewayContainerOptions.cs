namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a resource runs as a Serverless Container. Nothing is refused while it is set: the platform validator reports every
/// violation of the model at once when it is published. Limits without another source: Scaleway documentation,
/// serverless-containers, containers-limitations.
/// </summary>
public sealed record ScalewayContainerOptions
{
    /// <summary>Port that the container listens on: 1 to 65535 but none of 8008, 8012, 8013, 8022, 9090, 9091. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>Protocol of the port. Default HTTP/1.1.</summary>
    public ContainerProtocol Protocol { get; set; } = ContainerProtocol.Http1;

    /// <summary>Who may call it. Default private: callers need a token.</summary>
    public ContainerPrivacy Privacy { get; set; } = ContainerPrivacy.Private;

    /// <summary>Whether plain HTTP is redirected to HTTPS. Default true.</summary>
    public bool HttpsConnectionsOnly { get; set; } = true;

    /// <summary>Isolation: v2 is gVisor and starts faster, v1 is the older one. Default v2, as the API's (provider: scaleway_container).</summary>
    public ContainerSandbox Sandbox { get; set; } = ContainerSandbox.V2;

    /// <summary>CPU in mvCPU, 70 to 6000. Default 1000, as the API's.</summary>
    public int CpuLimit { get; set; } = 1000;

    /// <summary>Memory in bytes, decimal: 128,000,000 (128 MB) to 12,228,000,000. Default 2,048,000,000, as the API's.</summary>
    public long MemoryLimitBytes { get; set; } = 2_048_000_000;

    /// <summary>Temporary disk in bytes, up to 24,000 MiB; null leaves it to the API (1,000,000,000).</summary>
    public long? LocalStorageLimitBytes { get; set; }

    /// <summary>Least number of instances, from 0. Default 0: scales to zero and starts cold.</summary>
    public int MinScale { get; set; }

    /// <summary>Largest number of instances, from 1. Default 5, as the API's.</summary>
    public int MaxScale { get; set; } = 5;

    /// <summary>When instances are added. Default: 50 concurrent requests each, as the API's.</summary>
    public ScalewayScaling Scaling { get; set; } = ScalewayScaling.OnConcurrentRequests(50);

    /// <summary>How long a request may take, 10 seconds to 60 minutes. Default 5 minutes, as the API's.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When a starting instance counts as started; null leaves it to the API.</summary>
    public ScalewayProbe? StartupProbe { get; set; }

    /// <summary>When a running instance is restarted; null leaves it to the API (TCP, 30 failures 10 s apart).</summary>
    public ScalewayProbe? LivenessProbe { get; set; }

    /// <summary>Platform of the image. The only one that runs, and the default, is <c>linux/amd64</c>.</summary>
    public string ImagePlatform { get; set; } = "linux/amd64";

    /// <summary>
    /// Whether telemetry goes to Cockpit: adds the OTLP settings of one endpoint per signal. Default true.
    /// </summary>
    public bool Telemetry { get; set; } = true;

    /// <summary>
    /// Variables only for the published container, over those of the application model. Up to 200 in all, 1,000 characters
    /// each; <c>PORT</c> and <c>SCW_*</c> are the platform's.
    /// </summary>
    public IDictionary<string, string> Environment { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    internal SortedDictionary<string, ResourceReference> References { get; } = new(StringComparer.Ordinal);

    internal Dictionary<IResource, DatabaseRole> DatabaseRoles { get; } = [];

    internal Dictionary<IResource, QueuePermissions> QueuePermissions { get; } = [];

    /// <summary>Asks <paramref name="path"/> for both probes: while starting every 2 s for a minute, then every 10 s, with 3 failures.</summary>
    public void Probe(string path)
    {
        StartupProbe = new(path, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), FailureThreshold: 30);
        LivenessProbe = new(path, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), FailureThreshold: 3);
    }

    /// <summary>
    /// Lets the container use a database with <paramref name="role"/>, under a key of its own. Without a grant it gets no
    /// connection string.
    /// </summary>
    public void Grant(IResourceBuilder<IResource> database, DatabaseRole role) => DatabaseRoles[database.Resource] = role;

    /// <summary>
    /// Lets the container use a queue, under a key of its own. Scaleway's queue keys are not per queue: what is granted for
    /// one holds for all queues of the project. Without a grant it gets no connection string.
    /// </summary>
    public void Grant(IResourceBuilder<IResource> queue, QueuePermissions permissions) => QueuePermissions[queue.Resource] = permissions;

    /// <summary>Sets a variable to a property of a deployed resource.</summary>
    public void Reference(string variable, IResourceBuilder<IResource> resource, ScalewayProperty property) =>
        References[variable] = new(resource.Resource, property);
}
