using System.ComponentModel;
using CliWrap;

namespace Aspire.Hosting.Scaleway;

/// <summary>Runs dotnet, npm and OpenTofu.</summary>
static class ProcessRunner
{
    // A program in the same terminal gets the interrupt itself, and OpenTofu then needs time to release its state lock. A second
    // interrupt would make it abort at once, so none is sent.
    static readonly TimeSpan KillDelay = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="name">Name of the command for messages, such as <c>npm ci</c>.</param>
    /// <param name="program">Path of the program, or its name on the PATH.</param>
    /// <param name="arguments">Arguments, not quoted.</param>
    /// <param name="directory">Working directory.</param>
    /// <param name="install">The sentence for a program that does not exist: how to get it.</param>
    /// <param name="onOutput">Gets each line of standard output.</param>
    /// <param name="onError">Gets each line of standard error.</param>
    /// <param name="stop">Waits 60 s for the program to end by itself, then kills it.</param>
    /// <param name="environment">Variables besides the inherited ones.</param>
    /// <exception cref="ScalewayPublishException">The program cannot be started, or fails.</exception>
    public static async Task RunAsync(
        string name, string program, IEnumerable<string> arguments, string directory, string install,
        Action<string> onOutput, Action<string> onError, CancellationToken stop, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var kill = new CancellationTokenSource();
        await using var registration = stop.Register(() => kill.CancelAfter(KillDelay));
        try
        {
            var result = await global::CliWrap.Cli.Wrap(program)
                .WithArguments(arguments)
                .WithWorkingDirectory(directory)
                .WithEnvironmentVariables(environment ?? new Dictionary<string, string?>())
                .WithStandardOutputPipe(PipeTarget.ToDelegate(onOutput))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(onError))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(kill.Token);
            stop.ThrowIfCancellationRequested();
            if (!result.IsSuccess)
            {
                throw new ScalewayPublishException($"{name} ended with exit code {result.ExitCode}; the output above has the cause.");
            }
        }
        catch (Win32Exception)
        {
            throw new ScalewayPublishException($"{name} cannot be started in {directory}. {install}");
        }
    }
}
