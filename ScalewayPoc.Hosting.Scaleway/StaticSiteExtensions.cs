using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace Aspire.Hosting;

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

    /// <summary>
    /// Lets the step <c>build</c>, and so <c>deploy</c>, make the site's files with <c>npm run build</c>, unless configuration
    /// <c>Scaleway:SiteFolder</c> names files that were built elsewhere.
    /// </summary>
    /// <param name="builder">The site.</param>
    /// <param name="folder">Folder of its package.json, from the AppHost's folder.</param>
    public static IResourceBuilder<StaticSiteResource> WithNpmBuild(this IResourceBuilder<StaticSiteResource> builder, string folder) =>
        builder.ApplicationBuilder.Configuration[PublishAsExtensions.SiteFolder] is { Length: > 0 }
            ? builder
            : builder.WithAnnotation(new PipelineStepAnnotation(_ =>
                [SiteBuild.Step(builder.Resource.Name, Path.GetFullPath(folder, builder.ApplicationBuilder.AppHostDirectory))]));
}
