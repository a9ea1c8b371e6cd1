using System.Diagnostics;
using System.Reflection;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The AppHost run for one step of its pipeline, as <c>dotnet run</c> does it.</summary>
static class PublishProcess
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public sealed record Result(int ExitCode, string Output, string Error);

    public static async Task<Result> RunAsync(string step, string directory, IDictionary<string, string>? environment = null, params string[] options)
    {
        var configuration = typeof(PublishProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo("dotnet",
            ["run", "--no-build", "--project", Projects.ScalewayPoc_AppHost.ProjectPath, "-c", configuration, "--",
                "--operation", "publish", "--step", step, "--output-path", directory, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
