using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Images;
using Aspire.Hosting.Scaleway.Manifest;
using Aspire.Hosting.Scaleway.Validation;

namespace Aspire.Hosting.Scaleway;

/// <summary>What the step <c>publish</c> does: check the model, then write it.</summary>
static class PublishStep
{
    /// <summary>Writes the manifest and returns the folder it is in.</summary>
    /// <exception cref="ScalewayPublishException">The model breaks limits of the platform; one sentence for each.</exception>
    public static string Run(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var directory = OutputDirectory(context);
        lock (environment.Gate)
        {
            var model = ModelReader.Read(context.Model);
            var violations = PlatformValidator.Check(model);
            if (violations.Count > 0)
            {
                throw new ScalewayPublishException([.. violations.Select(violation => violation.ToString())]);
            }
            foreach (var site in model.Sites.Where(site => !Directory.Exists(site.Folder)))
            {
                context.Logger.LogWarning("{Site}: {Folder} is not there, so the site is published without files; the step build makes it.", site.Name, site.Folder);
            }
            ManifestWriter.Write(ManifestBuilder.Build(model, BuiltImages.Read(directory)), model.Sites is [var published] ? published : null, directory);
        }
        context.Logger.LogInformation("Published to {Directory}", directory);
        return directory;
    }

    public static string OutputDirectory(PipelineStepContext context) =>
        context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
}
