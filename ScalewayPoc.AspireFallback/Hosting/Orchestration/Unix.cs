using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>Processes of Unix systems as .NET does not know them.</summary>
static class Unix
{
    public const int Terminate = 15;
    public const int KillNow = 9;
    static readonly string? SetSid = Find("setsid");

    /// <summary>
    /// The command line that starts a program out of reach of the terminal's Ctrl+C, so that the AppHost can end all
    /// programs in its own order: in a session of its own, or, where there is no setsid (macOS), deaf to SIGINT.
    /// </summary>
    public static (string Program, IEnumerable<string> Arguments) Shielded(string program, IEnumerable<string> arguments) =>
        OperatingSystem.IsWindows() ? (program, arguments)
        : SetSid is not null ? (SetSid, [program, .. arguments])
        : ("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", program, .. arguments]);

    /// <summary>Sends a signal to a process, or to a process group if <paramref name="id"/> is negative.</summary>
    public static void Signal(int id, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = kill(id, signal);
        }
    }

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).FirstOrDefault(File.Exists);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054, CA2101 // Named as in libc; generated marshalling would need unsafe code for two numbers.
    static extern int kill(int id, int signal);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}
