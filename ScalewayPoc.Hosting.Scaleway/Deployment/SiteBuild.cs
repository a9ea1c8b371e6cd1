using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The step <c>build-NAME</c> of a static site: runs npm and copies the result to the output folder, so that a deployment
/// never uploads files of an earlier build.
/// </summary>
static class SiteBuild
{
    public static PipelineStep Step(string name, string folder, ScalewayEnvironmentResource environment)
    {
        var build = ScalewayStep.Create($"build-{name}", $"Builds the site {name} with npm.", context => RunAsync(name, folder, context));
        build.DependsOn(environment.PublishStepName);
        build.RequiredBy(WellKnownPipelineSteps.Build);
        return build;
    }

    static async Task RunAsync(string name, string folder, PipelineStepContext context)
    {
        if (!ArePackagesInstalled(folder))
        {
            await NpmAsync(name, folder, ["ci"], context);
        }
        await NpmAsync(name, folder, ["run", "build"], context);
        SiteFiles.Write(ModelReader.Read(context.Model).Sites.Single(site => site.Name == name), ScalewayStep.OutputDirectory(context));
    }

    static Task NpmAsync(string name, string folder, string[] arguments, PipelineStepContext context) => ProcessRunner.RunAsync(
        $"{name}: npm {string.Join(' ', arguments)}", OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments, folder,
        "Install Node.js (https://nodejs.org), or name a built site with --Scaleway:SiteFolder=PATH.",
        ScalewayStep.Log(context), ScalewayStep.Log(context), context.CancellationToken);

    static bool ArePackagesInstalled(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        var locked = new FileInfo(Path.Combine(folder, "package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= locked.LastWriteTimeUtc;
    }
}
