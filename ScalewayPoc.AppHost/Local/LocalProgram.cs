using System.ComponentModel;
using System.Diagnostics;

namespace ScalewayPoc.AppHost.Local;

/// <summary>Short commands of programs that may not be installed.</summary>
static class LocalProgram
{
    /// <summary>
    /// Runs a program and returns its standard output; null when it is not installed, fails, or runs longer than
    /// <paramref name="timeout"/> and is killed.
    /// </summary>
    public static string? Run(string program, TimeSpan timeout, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            // Read as well: a full pipe blocks the program.
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(timeout))
            {
                return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
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
