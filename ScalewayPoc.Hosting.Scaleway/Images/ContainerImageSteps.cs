using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway.Manifest;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>The steps <c>build-NAME</c> and <c>push-NAME</c> of a container.</summary>
static class ContainerImageSteps
{
    // Projects share references, and the SDK cannot build the same project twice at once.
    static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Replaces the host's steps, which need a container runtime.</summary>
    public static void Replace(IResource resource)
    {
        foreach (var annotation in resource.Annotations.OfType<PipelineStepAnnotation>().ToList())
        {
            resource.Annotations.Remove(annotation);
        }
        if (resource is ProjectResource project)
        {
            resource.Annotations.Add(new PipelineStepAnnotation(factory =>
                factory.PipelineContext.Model.Resources.OfType<ScalewayEnvironmentResource>().FirstOrDefault() is { } environment
                    ? Create(project, environment)
                    : []));
        }
    }

    static IEnumerable<PipelineStep> Create(ProjectResource project, ScalewayEnvironmentResource environment)
    {
        var build = ScalewayStep.Create($"build-{project.Name}", $"Builds {project.Name} and tags its image by its content.",
            context => BuildAsync(project, context));
        build.DependsOn(environment.PublishStepName);
        build.RequiredBy(WellKnownPipelineSteps.Build);
        var push = ScalewayStep.Create($"push-{project.Name}", $"Pushes the image of {project.Name}.",
            context => PushAsync(project, environment, context));
        push.DependsOn(build);
        push.DependsOn(ScalewayEnvironmentResource.RegistryStep);
        push.RequiredBy(WellKnownPipelineSteps.Push);
        return [build, push];
    }

    static Task BuildAsync(ProjectResource project, PipelineStepContext context) => ExclusivelyAsync(context, async () =>
    {
        var tag = await Builder(project, context).TagAsync(context.CancellationToken);
        ImageList.SetTag(project.Name, tag, ScalewayStep.OutputDirectory(context));
        context.Logger.LogInformation("Built {Image}:{Tag}", project.Name, tag);
    });

    static Task PushAsync(ProjectResource project, ScalewayEnvironmentResource environment, PipelineStepContext context) => ExclusivelyAsync(context, async () =>
    {
        var (directory, registry) = (ScalewayStep.OutputDirectory(context), environment.RegistryEndpoint!);
        var image = ImageList.Find(project.Name, directory)!;
        var digest = await Builder(project, context).PushAsync(
            image.Tag, registry, Environment.GetEnvironmentVariable("SCW_SECRET_KEY"), context.CancellationToken);
        ImageList.Set(project.Name, image with { Digest = digest }, directory);
        context.Logger.LogInformation("Pushed {Registry}/{Image}:{Tag} ({Digest})", registry, project.Name, image.Tag, digest);
    });

    static async Task ExclusivelyAsync(PipelineStepContext context, Func<Task> work)
    {
        await OneAtATime.WaitAsync(context.CancellationToken);
        try
        {
            await work();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    static ImageBuilder Builder(ProjectResource project, PipelineStepContext context) => new(
        project.GetProjectMetadata().ProjectPath, project.Name, ScalewayStep.Setting(context, "Scaleway:BaseImage"), ScalewayStep.Log(context));
}
