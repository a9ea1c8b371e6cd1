using Aspire.Hosting.Scaleway;

namespace Aspire.Hosting;

/// <summary>Adds Scaleway as the place that the application is published to.</summary>
public static class ScalewayEnvironmentExtensions
{
    /// <summary>
    /// Adds the environment. It is in the model only when publishing, where it brings the steps <c>publish</c>,
    /// <c>build</c>, <c>push</c>, <c>deploy</c> and <c>destroy</c>; a failure of any of them ends the process with exit
    /// code 1 and one sentence per cause on standard error.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the environment.</param>
    /// <param name="iacDirectory">Folder of the OpenTofu configuration, from the AppHost's folder.</param>
    public static IResourceBuilder<ScalewayEnvironmentResource> AddScalewayEnvironment(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string iacDirectory = "../iac")
    {
        var resource = new ScalewayEnvironmentResource(name, Path.GetFullPath(iacDirectory, builder.AppHostDirectory));
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return builder.CreateResourceBuilder(resource);
        }
        PipelineOutcome.Report(builder);
        return builder.AddResource(resource);
    }
}
