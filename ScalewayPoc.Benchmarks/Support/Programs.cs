using System.Diagnostics;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>Programs of this machine.</summary>
static class Programs
{
    /// <summary>Path of a program on PATH; null where it is missing.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(File.Exists);

    /// <summary>Name of a program that must be on PATH.</summary>
    /// <param name="name">The program.</param>
    /// <param name="fix">How to get it, such as <c>apt install wrk</c>.</param>
    /// <exception cref="BenchmarkException">It is missing.</exception>
    public static string Require(string name, string fix) =>
        Find(name) ?? throw new BenchmarkException($"{name} is not on PATH: {fix}.");

    /// <summary>Runs a program to its end and returns its output, standard error included.</summary>
    /// <exception cref="BenchmarkException">It fails.</exception>
    public static string Run(string file, params IEnumerable<string> arguments) => RunAsync(new(file, arguments)).GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellation = default)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? string.Concat(texts)
                : throw new BenchmarkException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {string.Concat(texts)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
