using System.CommandLine;
using System.CommandLine.Invocation;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Runs a command line: what went wrong becomes one sentence on stderr and a non-zero exit code.</summary>
static class CommandRunner
{
    /// <summary>Time a server has for its clean end; System.CommandLine's own 2 s cut a shutdown checkpoint short.</summary>
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
            // Stopped before it was ready, as asked.
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The data folder cannot be used: {e.Message}");
            return 1;
        }
    }
}
