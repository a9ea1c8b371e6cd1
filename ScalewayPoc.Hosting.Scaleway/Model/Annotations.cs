namespace Aspire.Hosting.Scaleway;

// What the PublishAs… methods leave on a resource for the environment to find.

sealed record ContainerAnnotation(ScalewayContainerOptions Options) : IResourceAnnotation;

sealed record FunctionAnnotation(IResource Queue, ScalewayFunctionOptions Options) : IResourceAnnotation;

sealed record RedisAnnotation(ManagedRedisOptions Options) : IResourceAnnotation;

sealed record DatabaseAnnotation(ServerlessSqlOptions Options) : IResourceAnnotation;

sealed record QueueAnnotation(ScalewayQueueOptions Options) : IResourceAnnotation;

sealed record SiteAnnotation(string Folder, StaticSiteOptions Options) : IResourceAnnotation;

sealed record EdgeRouteAnnotation(EdgeRouteOptions Options) : IResourceAnnotation;
