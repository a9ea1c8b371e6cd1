using System.Diagnostics;
using System.Text;

namespace ScalewayPoc.Tests.Support;

/// <summary>A program that has run to its end.</summary>
/// <param name="Line">What was run.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
sealed record Command(string Line, int ExitCode, string Output, string Error)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { name, name + ".exe", name + ".cmd" }.Select(file => Path.Combine(folder, file)))
        .Any(File.Exists);

    public static async Task<Command> RunAsync(
        string name, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        // npm is a script on Windows, which only a shell starts.
        var start = OperatingSystem.IsWindows() && name == "npm"
            ? new ProcessStartInfo("cmd", ["/c", name, .. arguments])
            : new ProcessStartInfo(name, arguments);
        start.WorkingDirectory = folder ?? "";
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(limit ?? Limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} {string.Join(' ', arguments)} did not end within {limit ?? Limit}.");
        }

        return new Command($"{name} {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
    }

    public Command MustSucceed()
    {
        Assert.True(ExitCode == 0, $"{Line} ended with {ExitCode}:\n{Output}\n{Error}");
        return this;
    }
}
