namespace Aspire.Hosting.Scaleway;

/// <summary>The published part of the application model: input of the validator and the manifest.</summary>
sealed record ScalewayModel
{
    public required IReadOnlyList<ScalewayContainerResource> Containers { get; init; }

    public required IReadOnlyList<Worker> Workers { get; init; }

    public required IReadOnlyList<Queue> Queues { get; init; }

    public required IReadOnlyList<Store> Stores { get; init; }

    public required IReadOnlyList<Database> Databases { get; init; }

    public required IReadOnlyList<Site> Sites { get; init; }

    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>Resources that run locally and are neither published nor excluded.</summary>
    public required IReadOnlyList<IResource> Unpublished { get; init; }

    /// <summary>A container that a queue triggers, through a function or directly.</summary>
    public sealed record Worker(ScalewayContainerResource Container, IResource Queue, QueueTriggerOptions Options)
    {
        public string Name => Container.Name;
    }

    public sealed record Queue(IResource Resource, ScalewayQueueOptions Options)
    {
        static readonly TimeSpan DefaultVisibilityTimeout = TimeSpan.FromSeconds(30);

        public string Name => Resource.Name;

        public string PublishedName => Options.Name ?? Resource.Name;

        public TimeSpan VisibilityTimeout =>
            Options.VisibilityTimeout ?? (Resource as IQueueResource)?.VisibilityTimeout ?? DefaultVisibilityTimeout;

        public IQueueResource? DeadLetterQueue => (Resource as IQueueResource)?.DeadLetterQueue;

        public int MaxReceiveCount => (Resource as IQueueResource)?.MaxReceiveCount ?? 0;
    }

    public sealed record Store(IResource Resource, ManagedRedisOptions Options)
    {
        public string Name => Resource.Name;
    }

    public sealed record Database(IResource Resource, ServerlessSqlOptions Options)
    {
        public string Name => Resource.Name;

        public string PublishedName => Options.Name ?? Resource.Name;
    }

    /// <summary>A static site and the folder of its built files.</summary>
    public sealed record Site(string Name, string Folder, StaticSiteOptions Options);

    public sealed record Route(string Container, EdgeRouteOptions Options);

    public Queue? FindQueue(IResource resource) => Queues.FirstOrDefault(queue => queue.Resource == resource);

    public bool IsDatabase(IResource resource) => Databases.Any(database => database.Resource == resource);

    public bool IsStore(IResource resource) => Stores.Any(store => store.Resource == resource);

    /// <summary>
    /// Whether this is the connection string of the queue that triggers the container. The platform receives the messages, so
    /// the container gets the connection string only with a grant.
    /// </summary>
    public bool IsOwnTrigger(ScalewayContainerResource container, ResourceReference reference) =>
        reference.Property == ScalewayProperty.ConnectionString
        && !container.Options.QueuePermissions.ContainsKey(reference.Resource)
        && Workers.Any(worker => worker.Container == container && worker.Queue == reference.Resource);
}
