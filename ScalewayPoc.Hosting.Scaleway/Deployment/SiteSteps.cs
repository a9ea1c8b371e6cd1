using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

static class SiteSteps
{
    /// <summary>Fails before the deployment when the upload would fail after it.</summary>
    public static void Check(ScalewayModel model)
    {
        foreach (var site in model.Sites)
        {
            if (!File.Exists(Path.Combine(site.Folder, site.Options.IndexDocument)))
            {
                throw new ScalewayPublishException($"{site.Name}: {site.Options.IndexDocument} does not exist in {site.Folder}. Build the site, or name a built one with --Scaleway:SiteFolder=PATH.");
            }
            SiteBucket.ReadKeys();
        }
    }

    public static async Task UploadAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        if (ModelReader.Read(context.Model).Sites is not [var site])
        {
            return;
        }
        var directory = ScalewayStep.OutputDirectory(context);
        var outputs = await DeploymentSteps.Open(environment, context).OutputsAsync(context.CancellationToken);
        var (name, region, endpoint) = (Output("bucket"), Output("bucket_region"), Output("bucket_endpoint"));
        var files = SiteFiles.ReadList(site.Name, directory);
        if (site.Options.Configuration.Count > 0)
        {
            files = SiteFiles.AddConfiguration(site, files, directory, SecretValues.Parse(Environment.GetEnvironmentVariable(SecretValues.Variable)));
        }
        using var bucket = new SiteBucket(name, region, endpoint, SiteBucket.ReadKeys());
        var done = await new SiteUpload(bucket, TimeProvider.System).RunAsync(
            files, SiteFiles.Folder(directory), site.Options.IndexDocument, context.CancellationToken);
        context.Logger.LogInformation(
            "{Site}: {Uploaded} files uploaded to {Bucket}, {Unchanged} unchanged, {Kept} replaced ones kept for a day, {Deleted} deleted",
            site.Name, done.Uploaded.Count, name, done.Unchanged, done.Kept.Count, done.Deleted.Count);

        string Output(string output) => outputs.GetValueOrDefault(output)
            ?? throw new ScalewayPublishException($"OpenTofu returned no {output}, so {site.Name} cannot be uploaded.");
    }
}
