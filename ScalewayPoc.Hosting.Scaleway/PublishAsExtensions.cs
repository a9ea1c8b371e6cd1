using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Images;

namespace Aspire.Hosting;

/// <summary>What each resource of the model becomes on Scaleway. None of this has an effect when the application runs.</summary>
public static class PublishAsExtensions
{
    internal const string SiteFolder = "Scaleway:SiteFolder";

    /// <summary>Publishes a resource as a Serverless Container.</summary>
    public static IResourceBuilder<T> PublishAsScalewayContainer<T>(
        this IResourceBuilder<T> builder, Action<ScalewayContainerOptions>? configure = null)
        where T : IComputeResource
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            ContainerImageSteps.Replace(builder.Resource);
        }
        return builder.WithAnnotation(new ContainerAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Publishes a resource, which is a Serverless Container too, as a worker that <paramref name="queue"/> triggers:
    /// deployed with <c>consumer_entry = "function"</c> through a function that forwards to the container, else directly.
    /// The worker gets no connection string of that queue unless it has a grant: the platform receives for it.
    /// </summary>
    public static IResourceBuilder<T> PublishAsScalewayFunction<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> queue, Action<ScalewayFunctionOptions>? configure = null)
        where T : IComputeResource =>
        builder.WithAnnotation(new FunctionAnnotation(queue.Resource, Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes a key/value store as Managed Redis.</summary>
    public static IResourceBuilder<T> PublishAsManagedRedis<T>(
        this IResourceBuilder<T> builder, Action<ManagedRedisOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new RedisAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes a database as a Serverless SQL Database.</summary>
    public static IResourceBuilder<T> PublishAsServerlessSql<T>(
        this IResourceBuilder<T> builder, Action<ServerlessSqlOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new DatabaseAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>
    /// Publishes a queue on Scaleway Queues. Its dead-letter queue, visibility timeout and receive count are those of the
    /// model where the resource is an <see cref="IQueueResource"/>.
    /// </summary>
    public static IResourceBuilder<T> PublishAsScalewayQueue<T>(
        this IResourceBuilder<T> builder, Action<ScalewayQueueOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new QueueAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes the files of a folder as the static site of the deployment.</summary>
    /// <param name="builder">The resource that builds or serves these files locally.</param>
    /// <param name="folder">
    /// Folder of the built files, from the AppHost's folder; configuration <c>Scaleway:SiteFolder</c> names another one.
    /// Without it the site is published empty.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    public static IResourceBuilder<T> PublishAsStaticSite<T>(
        this IResourceBuilder<T> builder, string folder, Action<StaticSiteOptions>? configure = null)
        where T : IResource =>
        builder.WithAnnotation(
            new SiteAnnotation(
                Path.GetFullPath(builder.ApplicationBuilder.Configuration[SiteFolder] ?? folder, builder.ApplicationBuilder.AppHostDirectory),
                Configure(configure)),
            ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Lets requests from the Internet reach a container through Edge Services and its firewall.</summary>
    public static IResourceBuilder<T> WithEdgeRoute<T>(this IResourceBuilder<T> builder, Action<EdgeRouteOptions>? configure = null)
        where T : IComputeResource =>
        builder.WithAnnotation(new EdgeRouteAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    static T Configure<T>(Action<T>? configure) where T : new()
    {
        var options = new T();
        configure?.Invoke(options);
        return options;
    }
}
