using System.ComponentModel;
using CliWrap.Buffered;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Finds programs of this machine and runs short commands.</summary>
static class Programs
{
    public static IEnumerable<string> SearchPath =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first of the named programs on PATH, or null.</summary>
    public static string? Find(params IEnumerable<string> names) =>
        (from name in names from folder in SearchPath select Executable(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The path that a program has in a folder on this operating system. A name such as npm.cmd is whole.</summary>
    public static string Executable(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() && !Path.HasExtension(name) ? $"{name}.exe" : name);

    /// <summary>What a short command prints, or null when it does not exist or fails.</summary>
    public static async Task<string?> OutputOfAsync(params string[] program)
    {
        try
        {
            var result = await NativeProcess.Command(program).ExecuteBufferedAsync();
            return result.IsSuccess ? result.StandardOutput : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
