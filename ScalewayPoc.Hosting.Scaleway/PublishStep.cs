using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Manifest;
using Aspire.Hosting.Scaleway.Validation;

namespace Aspire.Hosting.Scaleway;

/// <summary>The step <c>publish</c>: validates the model, then writes the manifest.</summary>
static class PublishStep
{
    /// <exception cref="ScalewayPublishException">The model exceeds limits of the platform; one error for each.</exception>
    public static void Run(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var model = ModelReader.Read(context.Model);
        var errors = PlatformValidator.Validate(model);
        if (errors.Count > 0)
        {
            throw new ScalewayPublishException([.. errors.Select(error => error.ToString())]);
        }
        foreach (var site in model.Sites.Where(site => !Directory.Exists(site.Folder)))
        {
            context.Logger.LogWarning("{Site}: {Folder} does not exist, so the site is published without files. The step build creates it.", site.Name, site.Folder);
        }
        var directory = ScalewayStep.OutputDirectory(context);
        ManifestWriter.Write(ManifestBuilder.Build(model), model.Sites is [var published] ? published : null, directory, HandOver(context) ? environment.IacDirectory : null);
        context.Logger.LogInformation("Published to {Directory}", directory);
    }

    static bool HandOver(PipelineStepContext context) => ScalewayStep.Setting(context, "Scaleway:HandOver") switch
    {
        null => false,
        var value when bool.TryParse(value, out var handOver) => handOver,
        var value => throw new ScalewayPublishException($"--Scaleway:HandOver={value} is not valid; allowed: true, false."),
    };
}
