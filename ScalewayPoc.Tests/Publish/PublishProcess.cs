using System.Diagnostics;
using System.Reflection;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Runs the pipeline of an AppHost, without a terminal.</summary>
static class PublishProcess
{
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    public sealed record Result(int ExitCode, string Output, string Error);

    /// <summary>
    /// Runs this repository's AppHost, already built; without a step with <c>dotnet run -- --operation publish</c>, else directly,
    /// which takes a quarter of the time.
    /// </summary>
    public static Task<Result> RunAsync(string? step, string directory, IDictionary<string, string>? environment = null, params string[] options)
    {
        var configuration = typeof(PublishProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string[] program = step is null ? ["run", "--no-build", "-c", configuration, "--"] : [Path.Combine("bin", configuration, "net10.0", "ScalewayPoc.AppHost.dll")];
        string[] steps = step is null ? [] : ["--step", step];
        return DotnetAsync(
            Path.Combine(Repository.Root, "ScalewayPoc.AppHost"), environment,
            [.. program, "--operation", "publish", .. steps, "--output-path", directory, .. options]);
    }

    /// <summary>Runs the dotnet CLI to its end.</summary>
    public static async Task<Result> DotnetAsync(string folder, IDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
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
        using var limit = new CancellationTokenSource(Timeout);
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
