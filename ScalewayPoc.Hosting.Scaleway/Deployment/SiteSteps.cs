using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>What the step <c>upload-site</c> does.</summary>
static class SiteSteps
{
    /// <summary>Fails before anything is deployed where the site could not be uploaded afterwards.</summary>
    public static void Check(ScalewayModel model)
    {
        foreach (var site in model.Sites)
        {
            if (!File.Exists(Path.Combine(site.Folder, site.Options.IndexDocument)))
            {
                throw new ScalewayPublishException($"{site.Name}: there is no {site.Options.IndexDocument} in {site.Folder}, so there is no site to deploy. Build it.");
            }
            SiteKeys.Read();
        }
    }

    /// <summary>Uploads what was published to the bucket that OpenTofu has made.</summary>
    public static async Task UploadAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        if (ModelReader.Read(context.Model).Sites is not [var site])
        {
            return;
        }
        var directory = PublishStep.OutputDirectory(context);
        var outputs = await DeploymentSteps.Open(environment, context).OutputsAsync(context.CancellationToken);
        var (name, region, endpoint) = (Output("bucket"), Output("bucket_region"), Output("bucket_endpoint"));
        using var bucket = new SiteBucket(name, region, endpoint, SiteKeys.Read());
        var done = await new SiteUpload(bucket, TimeProvider.System).RunAsync(
            ManifestWriter.ReadSite(site.Name, directory), ManifestWriter.SiteDirectory(directory), site.Options.IndexDocument, context.CancellationToken);
        context.Logger.LogInformation(
            "{Site}: {Uploaded} files uploaded to {Bucket}, {Unchanged} unchanged, {Kept} replaced ones kept for a day, {Deleted} deleted",
            site.Name, done.Uploaded.Count, name, done.Unchanged, done.Kept.Count, done.Deleted.Count);

        string Output(string output) => outputs.GetValueOrDefault(output)
            ?? throw new ScalewayPublishException($"OpenTofu gave no {output}: there is no bucket to upload {site.Name} to.");
    }
}
