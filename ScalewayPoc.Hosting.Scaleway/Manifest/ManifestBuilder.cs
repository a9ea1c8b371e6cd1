namespace Aspire.Hosting.Scaleway.Manifest;

static class ManifestBuilder
{
    public static ManifestDocument Build(ScalewayModel model) => new()
    {
        ApiRoute = model.Routes is [var route] ? new(route.Options) { Container = route.Container } : null,
        Containers = Map(model.Containers, container => container.Name, container => Container(container, model)),
        Databases = Map(model.Databases, database => database.Name, database => database.Options with { Name = database.PublishedName }),
        Functions = Map(model.Workers, worker => worker.Name, worker => new FunctionManifest(worker.Options) { ForwardTo = worker.Name }),
        Queues = Map(model.Queues, queue => queue.Name, Queue),
        Redis = Map(model.Stores, store => store.Name, store => store.Options),
        Site = model.Sites is [var site] ? site.Options : null,
        Triggers = Map(model.Workers, worker => worker.Queue.Name, worker => new TriggerManifest
        {
            Queue = worker.Queue.Name,
            Container = worker.Name,
            Function = worker.Name,
            Path = worker.Options.Path,
            Method = "post",
        }),
    };

    static ContainerManifest Container(ScalewayContainerResource container, ScalewayModel model) => new(container.Options)
    {
        PlainVariables = Optional(container.Environment.Literals),
        ReferenceVariables = Optional(References(container, model)),
        SecretVariables = Optional(container.Environment.Secrets),
        Grants = Grants(container.Options),
    };

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
        return databases.Count + queues.Count == 0 ? null : new() { Databases = Optional(databases), Queues = Optional(queues) };
    }

    static string[] Permissions(QueuePermissions permissions) =>
    [
        .. permissions.HasFlag(QueuePermissions.Publish) ? ["publish"] : Array.Empty<string>(),
        .. permissions.HasFlag(QueuePermissions.Receive) ? ["receive"] : Array.Empty<string>(),
    ];

    static QueueManifest Queue(ScalewayModel.Queue queue) => new(queue.Options)
    {
        Name = queue.PublishedName,
        VisibilityTimeout = queue.VisibilityTimeout,
        DeadLetter = queue.DeadLetterQueue is { } deadLetters
            ? new() { Queue = deadLetters.Name, MaxReceiveCount = queue.MaxReceiveCount }
            : null,
    };

    static SortedDictionary<string, T>? Optional<T>(SortedDictionary<string, T> values) => values.Count == 0 ? null : values;

    static SortedDictionary<string, TValue> Map<T, TValue>(IEnumerable<T> items, Func<T, string> key, Func<T, TValue> value) =>
        new(items.ToDictionary(key, value), StringComparer.Ordinal);
}
