using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>Runs other programs: arguments as a list, output line by line as it comes.</summary>
static class Command
{
    // Long enough for OpenTofu, which got the same interrupt, to give its lock on the state back.
    static readonly TimeSpan PatienceAfterCancel = TimeSpan.FromSeconds(60);

    /// <summary>Runs to the end and returns the exit code.</summary>
    /// <exception cref="Win32Exception">The program is not there or cannot be started.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, Action<string> onOutput, Action<string> onError, CancellationToken stop)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Forward(line.Data, onOutput);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, onError);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            if (!process.WaitForExit(PatienceAfterCancel))
            {
                process.Kill(entireProcessTree: true);
            }
            throw;
        }
        return process.ExitCode;
    }

    static void Forward(string? line, Action<string> receiver)
    {
        if (line is not null)
        {
            receiver(line);
        }
    }
}
