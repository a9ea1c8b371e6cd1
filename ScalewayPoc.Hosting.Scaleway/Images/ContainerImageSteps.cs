using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>The steps <c>build-NAME</c> and <c>push-NAME</c> of a container.</summary>
static class ContainerImageSteps
{
    // Projects share what they refer to, and the SDK cannot build the same project twice at once.
    static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Puts our steps in the place of the host's, which need a container runtime.</summary>
    public static void Replace(IResource resource)
    {
        foreach (var annotation in resource.Annotations.OfType<PipelineStepAnnotation>().ToList())
        {
            resource.Annotations.Remove(annotation);
        }
        if (resource is ProjectResource project)
        {
            resource.Annotations.Add(new PipelineStepAnnotation(_ => Create(project)));
        }
    }

    static IEnumerable<PipelineStep> Create(ProjectResource project)
    {
        var build = ScalewayStep.OnDemand($"build-{project.Name}", $"Builds the image of {project.Name} as an OCI archive.",
            context => BuildAsync(project, context));
        build.RequiredBy(WellKnownPipelineSteps.Build);
        var push = ScalewayStep.OnDemand($"push-{project.Name}", $"Pushes the image of {project.Name}.", context => PushAsync(project, context));
        push.DependsOn(build);
        push.DependsOn(ScalewayEnvironmentResource.RegistryStep);
        push.RequiredBy(WellKnownPipelineSteps.Push);
        return [build, push];
    }

    static Task BuildAsync(ProjectResource project, PipelineStepContext context) => ExclusivelyAsync(context, async () =>
    {
        var directory = PublishStep.OutputDirectory(context);
        var builder = Builder(project, context);
        var tag = await builder.TagAsync(context.CancellationToken);
        var archive = Path.Combine(directory, "images", $"{project.Name}.tar");
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        await builder.ArchiveAsync(tag, archive, context.CancellationToken);
        Record(project.Name, new() { Name = project.Name, Tag = tag }, directory);
        context.Logger.LogInformation("Built {Image}:{Tag} as {Archive}", project.Name, tag, archive);
    });

    static Task PushAsync(ProjectResource project, PipelineStepContext context) => ExclusivelyAsync(context, async () =>
    {
        var directory = PublishStep.OutputDirectory(context);
        var registry = context.Model.Resources.OfType<ScalewayEnvironmentResource>().Single().RegistryEndpoint!;
        var image = BuiltImages.Read(directory).Find(project.Name)!;
        var digest = await Builder(project, context).PushAsync(
            image.Tag, registry, Environment.GetEnvironmentVariable("SCW_SECRET_KEY"), context.CancellationToken);
        Record(project.Name, image with { Digest = digest }, directory);
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

    static void Record(string name, ImageManifest image, string directory) => BuiltImages.Read(directory).With(name, image).Write(directory);

    static ImageBuilder Builder(ProjectResource project, PipelineStepContext context) => new(
        project.GetProjectMetadata().ProjectPath, project.Name,
        context.Services.GetRequiredService<IConfiguration>()["Scaleway:BaseImage"],
        line => context.Logger.LogInformation("{Line}", line));
}
