using System.Globalization;
using Aspire.Hosting.Scaleway.Images;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>Turns a valid model into the manifest.</summary>
static class ManifestBuilder
{
    /// <summary>Tag of an image that has not been built; deploying builds it first.</summary>
    public const string UnbuiltTag = "unbuilt";

    public static ScalewayManifest Build(ScalewayModel model, BuiltImages images) => new()
    {
        ApiRoute = model.Routes is [var route] ? new() { Container = route.Container, PathPattern = route.Options.PathPattern } : null,
        Containers = Map(model.Containers, container => container.Name, container => Container(container, model, images)),
        Databases = Map(model.Databases, database => database.Name, database => new DatabaseManifest
        {
            Name = database.PublishedName,
            MinCpu = database.Options.MinCpu,
            MaxCpu = database.Options.MaxCpu,
        }),
        Functions = Map(model.Workers, worker => worker.Name, worker => new FunctionManifest
        {
            ForwardTo = worker.Container.Name,
            Path = worker.Options.Path,
            MemoryLimit = worker.Options.MemoryLimit,
            Timeout = worker.Options.Timeout.TotalSeconds,
            MinScale = worker.Options.MinScale,
            MaxScale = worker.Options.MaxScale,
        }),
        Queues = Map(model.Queues, queue => queue.Name, Queue),
        Redis = Map(model.Stores, store => store.Name, store => new RedisManifest
        {
            Version = store.Options.Version,
            NodeType = store.Options.NodeType,
            ClusterSize = store.Options.ClusterSize,
            Settings = Optional(store.Options.Settings),
        }),
        Site = model.Sites is [var site] ? Site(site) : null,
        Triggers = Map(model.Workers, worker => worker.Queue.Name, worker => new TriggerManifest
        {
            Queue = worker.Queue.Name,
            Container = worker.Container.Name,
            Function = worker.Name,
            Path = worker.Options.Path,
            Method = "post",
        }),
    };

    static ContainerManifest Container(ScalewayContainerResource container, ScalewayModel model, BuiltImages images)
    {
        var options = container.Options;
        return new()
        {
            Image = images.Find(container.Name) ?? new() { Name = container.Name, Tag = UnbuiltTag },
            Port = options.Port,
            Protocol = options.Protocol,
            Privacy = options.Privacy,
            HttpsConnectionsOnly = options.HttpsConnectionsOnly,
            Sandbox = options.Sandbox,
            CpuLimit = options.CpuLimit,
            MemoryLimitBytes = options.MemoryLimitBytes,
            LocalStorageLimitBytes = options.LocalStorageLimitBytes,
            MinScale = options.MinScale,
            MaxScale = options.MaxScale,
            Timeout = options.Timeout.TotalSeconds,
            Scaling = new()
            {
                ConcurrentRequestsThreshold = options.Scaling.ConcurrentRequests,
                CpuUsageThreshold = options.Scaling.CpuUsage,
                MemoryUsageThreshold = options.Scaling.MemoryUsage,
            },
            StartupProbe = Probe(options.StartupProbe),
            LivenessProbe = Probe(options.LivenessProbe),
            Environment = Optional(container.Environment.Literals),
            References = Optional(References(container, model)),
            Secrets = Optional(container.Environment.Secrets),
            Grants = Grants(options),
        };
    }

    static SortedDictionary<string, string> References(ScalewayContainerResource container, ScalewayModel model)
    {
        var references = new SortedDictionary<string, string>(container.Environment.Telemetry, StringComparer.Ordinal);
        foreach (var (variable, reference) in container.Environment.References)
        {
            if (!model.IsOwnTrigger(container, reference))
            {
                references[variable] = ReferenceNames.Write(reference);
            }
        }
        return references;
    }

    static GrantsManifest? Grants(ScalewayContainerOptions options)
    {
        var databases = Map(options.DatabaseRoles, grant => grant.Key.Name, grant => grant.Value);
        var queues = Map(options.QueuePermissions, grant => grant.Key.Name, grant => Permissions(grant.Value));
        return databases.Count + queues.Count == 0
            ? null
            : new() { Databases = databases.Count == 0 ? null : databases, Queues = queues.Count == 0 ? null : queues };
    }

    static string[] Permissions(QueuePermissions permissions) =>
    [
        .. permissions.HasFlag(QueuePermissions.Publish) ? ["publish"] : Array.Empty<string>(),
        .. permissions.HasFlag(QueuePermissions.Receive) ? ["receive"] : Array.Empty<string>(),
    ];

    static QueueManifest Queue(ScalewayModel.Queue queue) => new()
    {
        Name = queue.PublishedName,
        Fifo = queue.Options.Fifo,
        ContentBasedDeduplication = queue.Options.ContentBasedDeduplication,
        VisibilityTimeoutSeconds = queue.VisibilityTimeout.TotalSeconds,
        MessageMaxAge = queue.Options.Retention.TotalSeconds,
        MessageMaxSize = queue.Options.MaxMessageBytes,
        ReceiveWaitTimeSeconds = queue.Options.ReceiveWait.TotalSeconds,
        DeadLetter = queue.DeadLetterQueue is { } deadLetters
            ? new() { Queue = deadLetters.Name, MaxReceiveCount = queue.MaxReceiveCount }
            : null,
    };

    static SiteManifest Site(ScalewayModel.Site site) => new()
    {
        IndexDocument = site.Options.IndexDocument,
        ErrorDocument = site.Options.ErrorDocument,
    };

    static ProbeManifest? Probe(ScalewayProbe? probe) => probe is null ? null : new()
    {
        Path = probe.Path,
        Interval = Seconds(probe.Interval),
        Timeout = Seconds(probe.Timeout),
        FailureThreshold = probe.FailureThreshold,
    };

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s");

    static SortedDictionary<string, string>? Optional(IDictionary<string, string> values) =>
        values.Count == 0 ? null : new(values, StringComparer.Ordinal);

    static SortedDictionary<string, TValue> Map<T, TValue>(IEnumerable<T> items, Func<T, string> key, Func<T, TValue> value) =>
        new(items.ToDictionary(key, value), StringComparer.Ordinal);
}
