using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Looks for programs of this machine.</summary>
static partial class Programs
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

    /// <summary>The version that <c>--version</c> prints, or null.</summary>
    public static Version? VersionOf(string file)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, ["--version"]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return VersionPattern().Match(output) is { Success: true } match ? Version.Parse(match.Value) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?|\d+(?=(beta|rc|devel))")]
    private static partial Regex VersionPattern();
}
