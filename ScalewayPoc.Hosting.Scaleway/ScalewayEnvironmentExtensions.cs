using Aspire.Hosting.Scaleway;

namespace Aspire.Hosting;

/// <summary>Extension methods that add Scaleway as a compute environment.</summary>
public static class ScalewayEnvironmentExtensions
{
    /// <summary>
    /// Adds a Scaleway environment. It is in the model only in publish mode, where it adds the steps <c>publish</c>,
    /// <c>build</c>, <c>push</c>, <c>deploy</c> and <c>destroy</c>; without <c>--step</c> only <c>publish</c> runs. A failed step
    /// ends the process with exit code 1 and writes one line per error to standard error.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the environment.</param>
    /// <param name="iacDirectory">Folder of the OpenTofu configuration, relative to the AppHost's folder.</param>
    /// <returns>The environment.</returns>
    public static IResourceBuilder<ScalewayEnvironmentResource> AddScalewayEnvironment(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string iacDirectory = "../iac")
    {
        var resource = new ScalewayEnvironmentResource(name, Path.GetFullPath(iacDirectory, builder.AppHostDirectory));
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return builder.CreateResourceBuilder(resource);
        }
        PipelineExitCode.Configure(builder, resource.PublishStepName);
        return builder.AddResource(resource);
    }
}
