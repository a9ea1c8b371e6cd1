namespace ScalewayPoc.AppHost.Scaleway;

/// <summary>A folder of files that is only published: nothing serves it locally.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class StaticSiteResource([ResourceName] string name) : Resource(name);

/// <summary>Adds <see cref="StaticSiteResource"/>.</summary>
public static class StaticSiteExtensions
{
    /// <summary>Adds a static site that is in the model only when publishing.</summary>
    public static IResourceBuilder<StaticSiteResource> AddStaticSite(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string folder, Action<StaticSiteOptions>? configure = null)
    {
        var resource = new StaticSiteResource(name);
        var site = builder.ExecutionContext.IsPublishMode ? builder.AddResource(resource) : builder.CreateResourceBuilder(resource);
        return site.PublishAsStaticSite(folder, configure);
    }
}
