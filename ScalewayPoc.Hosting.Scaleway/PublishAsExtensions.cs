using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Images;

namespace Aspire.Hosting;

/// <summary>Extension methods that publish resources to Scaleway. They have no effect when the application runs locally.</summary>
public static class PublishAsExtensions
{
    internal const string SiteFolder = "Scaleway:SiteFolder";

    /// <summary>Publishes a project as a Serverless Container.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
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
    /// Posts the messages of a queue to a Serverless Container: deployed with <c>consumer_entry = "function"</c> through a
    /// function, else directly. The platform receives the messages, so the container gets the connection string of the queue
    /// only with a grant.
    /// </summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">Resource that is published as a Serverless Container.</param>
    /// <param name="queue">Queue that is published on Scaleway Queues.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithQueueTrigger<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> queue, Action<QueueTriggerOptions>? configure = null)
        where T : IComputeResource =>
        builder.WithAnnotation(new QueueTriggerAnnotation(queue.Resource, Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes a key/value store as Managed Redis.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> PublishAsManagedRedis<T>(
        this IResourceBuilder<T> builder, Action<ManagedRedisOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new RedisAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes a database as a Serverless SQL Database.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> PublishAsServerlessSql<T>(
        this IResourceBuilder<T> builder, Action<ServerlessSqlOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new DatabaseAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>
    /// Publishes a queue on Scaleway Queues. Dead-letter queue, visibility timeout and receive count are those of the model
    /// when the resource is an <see cref="IQueueResource"/>.
    /// </summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> PublishAsScalewayQueue<T>(
        this IResourceBuilder<T> builder, Action<ScalewayQueueOptions>? configure = null)
        where T : IResourceWithConnectionString =>
        builder.WithAnnotation(new QueueAnnotation(Configure(configure)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Publishes the files of a folder as the static site of the deployment.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">Resource that builds or serves these files locally.</param>
    /// <param name="folder">
    /// Folder of the built files, relative to the AppHost's folder; configuration <c>Scaleway:SiteFolder</c> replaces it. When
    /// it does not exist the site is published without files.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> PublishAsStaticSite<T>(
        this IResourceBuilder<T> builder, string folder, Action<StaticSiteOptions>? configure = null)
        where T : IResource =>
        builder.WithAnnotation(
            new SiteAnnotation(
                Path.GetFullPath(builder.ApplicationBuilder.Configuration[SiteFolder] ?? folder, builder.ApplicationBuilder.AppHostDirectory),
                Configure(configure)),
            ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Routes requests from the Internet to a container, through Edge Services and its firewall.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="builder">Resource that is published as a Serverless Container.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The resource.</returns>
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
