using System.ComponentModel;
using System.Diagnostics;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Finds programs of this machine and runs short commands.</summary>
static class Programs
{
    /// <summary>The folders of PATH.</summary>
    public static IEnumerable<string> SearchPath =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first of the named programs on PATH, or null.</summary>
    public static string? Find(params IEnumerable<string> names) =>
        (from name in names from folder in SearchPath select Executable(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The path that a program has in a folder on this operating system.</summary>
    public static string Executable(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>What a short command prints, or null when it does not exist or fails.</summary>
    public static string? OutputOf(params ReadOnlySpan<string> command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..].ToArray())
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether a short command exists and succeeds.</summary>
    public static bool Succeeds(params ReadOnlySpan<string> command) => OutputOf(command) is not null;
}
