namespace Aspire.Hosting.Scaleway;

/// <summary>Reads the annotations of the <c>PublishAs…</c> methods.</summary>
static class ModelReader
{
    /// <summary>
    /// Adds the deployment target to each resource that is published as a container. Idempotent: the calling step runs once
    /// per phase of the pipeline.
    /// </summary>
    public static async Task PrepareAsync(
        DistributedApplicationModel model, ScalewayEnvironmentResource environment, DistributedApplicationExecutionContext execution,
        CancellationToken stop)
    {
        foreach (var resource in model.Resources.ToList())
        {
            if (Find<ContainerAnnotation>(resource) is not { } container || FindTarget(resource) is not null)
            {
                continue;
            }
            var variables = await EnvironmentReader.ReadAsync(resource, container.Options, execution, stop);
            resource.Annotations.Add(new DeploymentTargetAnnotation(new ScalewayContainerResource(resource, container.Options, variables))
            {
                ComputeEnvironment = environment,
                ContainerRegistry = environment,
            });
        }
    }

    public static ScalewayModel Read(DistributedApplicationModel model)
    {
        var containers = model.Resources.Select(FindTarget).OfType<ScalewayContainerResource>().OrderBy(container => container.Name, StringComparer.Ordinal).ToList();
        return new()
        {
            Containers = containers,
            Workers = [.. containers
                .Select(container => (Container: container, Trigger: Find<QueueTriggerAnnotation>(container.Source)))
                .Where(worker => worker.Trigger is not null)
                .Select(worker => new ScalewayModel.Worker(worker.Container, worker.Trigger!.Queue, worker.Trigger.Options))],
            Queues = Collect<QueueAnnotation, ScalewayModel.Queue>(model, (resource, queue) => new(resource, queue.Options)),
            Stores = Collect<RedisAnnotation, ScalewayModel.Store>(model, (resource, store) => new(resource, store.Options)),
            Databases = Collect<DatabaseAnnotation, ScalewayModel.Database>(model, (resource, database) => new(resource, database.Options)),
            Sites = Collect<SiteAnnotation, ScalewayModel.Site>(model, (resource, site) => new(resource.Name, site.Folder, site.Options)),
            Routes = Collect<EdgeRouteAnnotation, ScalewayModel.Route>(model, (resource, route) => new(resource.Name, route.Options)),
            Unpublished = [.. model.Resources.Where(resource => NeedsToRun(resource) && !IsPublished(model, resource))],
        };
    }

    static List<TResult> Collect<TAnnotation, TResult>(DistributedApplicationModel model, Func<IResource, TAnnotation, TResult> create)
        where TAnnotation : class, IResourceAnnotation =>
        [.. model.Resources
            .Where(resource => Find<TAnnotation>(resource) is not null)
            .OrderBy(resource => resource.Name, StringComparer.Ordinal)
            .Select(resource => create(resource, Find<TAnnotation>(resource)!))];

    static T? Find<T>(IResource resource) where T : class, IResourceAnnotation => resource.Annotations.OfType<T>().LastOrDefault();

    static ScalewayContainerResource? FindTarget(IResource resource) => resource.Annotations.OfType<DeploymentTargetAnnotation>()
        .Select(annotation => annotation.DeploymentTarget).OfType<ScalewayContainerResource>().LastOrDefault();

    static bool NeedsToRun(IResource resource) =>
        (resource is ProjectResource or ContainerResource or ExecutableResource) && !resource.IsExcludedFromPublish();

    // A server is published when something on it is: the server of a database, for example.
    static bool IsPublished(DistributedApplicationModel model, IResource resource) =>
        IsMarked(resource) || model.Resources.Any(child => child is IResourceWithParent owned && owned.Parent == resource && IsMarked(child));

    static bool IsMarked(IResource resource) => resource.Annotations.Any(annotation =>
        annotation is ContainerAnnotation or RedisAnnotation or DatabaseAnnotation or QueueAnnotation or SiteAnnotation);
}
