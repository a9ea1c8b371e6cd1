namespace Aspire.Hosting;

/// <summary>Handles events of a resource.</summary>
public static class DistributedApplicationEventingExtensions
{
    /// <summary>Handles <see cref="ResourceReadyEvent"/>.</summary>
    public static IResourceBuilder<T> OnResourceReady<T>(this IResourceBuilder<T> builder, Func<T, ResourceReadyEvent, CancellationToken, Task> callback)
        where T : IResource
    {
        builder.ApplicationBuilder.Eventing.Subscribe<ResourceReadyEvent>(builder.Resource, (e, stop) => callback(builder.Resource, e, stop));
        return builder;
    }
}
