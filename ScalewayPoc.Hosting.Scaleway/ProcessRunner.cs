using CliWrap;

namespace Aspire.Hosting.Scaleway;

/// <summary>Runs dotnet, npm and OpenTofu.</summary>
static class ProcessRunner
{
    // A program in the same terminal gets the interrupt itself, and OpenTofu then needs time to release its state lock. A second
    // interrupt would make it abort at once, so none is sent.
    static readonly TimeSpan KillDelay = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program to its end and returns the exit code.</summary>
    /// <param name="program">Path of the program, or its name on the PATH.</param>
    /// <param name="arguments">Arguments, not quoted.</param>
    /// <param name="directory">Working directory.</param>
    /// <param name="onOutput">Gets each line of standard output.</param>
    /// <param name="onError">Gets each line of standard error.</param>
    /// <param name="stop">Waits 60 s for the program to end by itself, then kills it.</param>
    /// <param name="environment">Variables besides the inherited ones.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program does not exist or cannot be started.</exception>
    public static async Task<int> RunAsync(
        string program, IEnumerable<string> arguments, string directory, Action<string> onOutput, Action<string> onError, CancellationToken stop,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var kill = new CancellationTokenSource();
        await using var registration = stop.Register(() => kill.CancelAfter(KillDelay));
        var result = await global::CliWrap.Cli.Wrap(program)
            .WithArguments(arguments)
            .WithWorkingDirectory(directory)
            .WithEnvironmentVariables(environment ?? new Dictionary<string, string?>())
            .WithStandardOutputPipe(PipeTarget.ToDelegate(onOutput))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(onError))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(kill.Token);
        stop.ThrowIfCancellationRequested();
        return result.ExitCode;
    }
}
