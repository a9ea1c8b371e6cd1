namespace Aspire.Hosting.Scaleway;

// The PublishAs… methods add these to a resource; ModelReader reads them.

sealed record ContainerAnnotation(ScalewayContainerOptions Options) : IResourceAnnotation;

sealed record QueueTriggerAnnotation(IResource Queue, QueueTriggerOptions Options) : IResourceAnnotation;

sealed record RedisAnnotation(ManagedRedisOptions Options) : IResourceAnnotation;

sealed record DatabaseAnnotation(ServerlessSqlOptions Options) : IResourceAnnotation;

sealed record QueueAnnotation(ScalewayQueueOptions Options) : IResourceAnnotation;

sealed record SiteAnnotation(string Folder, StaticSiteOptions Options) : IResourceAnnotation;

sealed record EdgeRouteAnnotation(EdgeRouteOptions Options) : IResourceAnnotation;
