using System.ComponentModel;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The step <c>build-NAME</c> of a static site: runs npm and copies the result to the output folder, so that a deployment
/// never uploads files of an earlier build.
/// </summary>
static class SiteBuild
{
    static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

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

    static async Task NpmAsync(string name, string folder, string[] arguments, PipelineStepContext context)
    {
        var line = $"npm {string.Join(' ', arguments)}";
        int exitCode;
        try
        {
            exitCode = await ProcessRunner.RunAsync(Npm, arguments, folder, ScalewayStep.Log(context), ScalewayStep.Log(context), context.CancellationToken);
        }
        catch (Win32Exception)
        {
            throw new ScalewayPublishException($"{name}: {line} cannot be started in {folder}. Install Node.js (https://nodejs.org), or name a built site with --Scaleway:SiteFolder=PATH.");
        }
        if (exitCode != 0)
        {
            throw new ScalewayPublishException($"{name}: {line} ended with exit code {exitCode}; the output above has the cause.");
        }
    }

    /// <summary>Whether the installed packages are those of the lock file.</summary>
    static bool ArePackagesInstalled(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        var locked = new FileInfo(Path.Combine(folder, "package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= locked.LastWriteTimeUtc;
    }
}
