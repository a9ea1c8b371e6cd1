using System.ComponentModel;
using System.Diagnostics;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The step <c>build-NAME</c> of a static site: npm, from source, as the images are. A folder that was built some time ago
/// would be deployed just as well, and nobody would notice.
/// </summary>
static class SiteBuild
{
    public static PipelineStep Step(string name, string folder)
    {
        var build = ScalewayStep.OnDemand($"build-{name}", $"Builds the site {name} with npm.", context => RunAsync(name, folder, context));
        build.RequiredBy(WellKnownPipelineSteps.Build);
        return build;
    }

    static async Task RunAsync(string name, string folder, PipelineStepContext context)
    {
        if (!NodePackages.AreInstalled(folder))
        {
            await NpmAsync(name, folder, ["ci"], context);
        }
        await NpmAsync(name, folder, ["run", "build"], context);
    }

    static async Task NpmAsync(string name, string folder, string[] arguments, PipelineStepContext context)
    {
        var line = $"npm {string.Join(' ', arguments)}";
        int exitCode;
        try
        {
            var start = new ProcessStartInfo(NodePackages.Npm, arguments) { WorkingDirectory = folder };
            exitCode = await Command.RunAsync(start, Log, Log, context.CancellationToken);
        }
        catch (Win32Exception)
        {
            throw new ScalewayPublishException($"{name}: {line} cannot be started in {folder}. Install Node.js (https://nodejs.org), or name a built site with --Scaleway:SiteFolder=PATH.");
        }
        if (exitCode != 0)
        {
            throw new ScalewayPublishException($"{name}: {line} ended with exit code {exitCode}; its output above says why.");
        }

        void Log(string output) => context.Logger.LogInformation("{Line}", output);
    }
}
