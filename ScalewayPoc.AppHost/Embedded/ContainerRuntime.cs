using System.ComponentModel;
using System.Diagnostics;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Looks for a container runtime that answers, not one that is merely installed.</summary>
static class ContainerRuntime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Name of the first runtime that answers within a second, or null. <c>ASPIRE_CONTAINER_RUNTIME</c> narrows the
    /// search to the one that Aspire would use.
    /// </summary>
    public static string? Find()
    {
        var wanted = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME");
        string[] candidates = string.IsNullOrEmpty(wanted) ? ["docker", "podman"] : [wanted];
        return Array.Find(candidates, runtime => Run(runtime, Patience, "info") == 0);
    }

    /// <summary>Runs one command of the runtime; its exit code, or null when it is not there or takes longer than <paramref name="patience"/>.</summary>
    public static int? Run(string runtime, TimeSpan patience, params string[] arguments)
    {
        var start = new ProcessStartInfo(runtime, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            // Read, or a full pipe would stop it.
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(patience))
            {
                return process.ExitCode;
            }
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
