using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace Aspire.Hosting;

/// <summary>Extension methods for static sites.</summary>
public static class StaticSiteExtensions
{
    /// <summary>Adds a static site. It is in the model only in publish mode.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the site.</param>
    /// <param name="folder">Folder of the built files, relative to the AppHost's folder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The site.</returns>
    public static IResourceBuilder<StaticSiteResource> AddStaticSite(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string folder, Action<StaticSiteOptions>? configure = null)
    {
        var resource = new StaticSiteResource(name);
        var site = builder.ExecutionContext.IsPublishMode ? builder.AddResource(resource) : builder.CreateResourceBuilder(resource);
        return site.PublishAsStaticSite(folder, configure);
    }

    /// <summary>
    /// Builds the site with <c>npm run build</c> in the step <c>build</c>, which <c>deploy</c> requires, unless configuration
    /// <c>Scaleway:SiteFolder</c> names files that are already built.
    /// </summary>
    /// <param name="builder">The site.</param>
    /// <param name="folder">Folder of its package.json, relative to the AppHost's folder.</param>
    /// <returns>The site.</returns>
    public static IResourceBuilder<StaticSiteResource> WithNpmBuild(this IResourceBuilder<StaticSiteResource> builder, string folder)
    {
        if (builder.ApplicationBuilder.Configuration[PublishAsExtensions.SiteFolder] is { Length: > 0 })
        {
            return builder;
        }
        var source = Path.GetFullPath(folder, builder.ApplicationBuilder.AppHostDirectory);
        return builder.WithAnnotation(new PipelineStepAnnotation(factory =>
            factory.PipelineContext.Model.Resources.OfType<ScalewayEnvironmentResource>().FirstOrDefault() is { } environment
                ? [SiteBuild.Step(builder.Resource.Name, source, environment)]
                : []));
    }
}
