using System.CommandLine.Invocation;
using System.CommandLine;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Runs a command line; an error is printed as one sentence on stderr, with a non-zero exit code.</summary>
static class CommandRunner
{
    /// <summary>Limit of a clean stop; the 2 s of System.CommandLine would cut a shutdown checkpoint short.</summary>
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
            error.ShowTypoCorrections = false;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopTimeout,
            });
        }
        catch (EmulatorException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was ready.
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The data folder cannot be used: {e.Message}");
            return 1;
        }
    }
}

/// <summary>
/// An error that the user can fix. The message is one sentence with the cause and the fix; it is all that is printed
/// before the process ends with exit code 1.
/// </summary>
public sealed class EmulatorException(string message, Exception? inner = null) : Exception(message, inner);
