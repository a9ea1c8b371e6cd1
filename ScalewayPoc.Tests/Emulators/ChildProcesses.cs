using System.Diagnostics;
using System.Globalization;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>The machine's processes.</summary>
static class ChildProcesses
{
    /// <summary>The running children of a process.</summary>
    public static IReadOnlyList<int> Of(int processId) =>
        [.. from process in Running() where process.Parent == processId select process.Id];

    /// <summary>The server that an emulator has started; its other child is a shell, the watchdog.</summary>
    public static int ServerOf(EmulatorProcess emulator) =>
        Assert.Single(Running(), process => process.Parent == emulator.ProcessId && process.Name != "sh").Id;

    /// <summary>Whether a process runs; a zombie does not.</summary>
    public static bool IsRunning(int processId) => Running().Any(process => process.Id == processId);

    static IEnumerable<(int Id, int Parent, string Name)> Running() =>
        from row in OperatingSystem.IsLinux() ? RowsOfProc() : RowsOfPs()
        let fields = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields[0][0] != 'Z'
        select (Number(fields[2]), Number(fields[1]), Path.GetFileName(fields[3]));

    /// <summary>State, parent, id and name. The first two follow the name in parentheses in /proc/…/stat.</summary>
    static IEnumerable<string> RowsOfProc()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }

            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
            yield return $"{fields[0]} {fields[1]} {Path.GetFileName(folder)} {text[(text.IndexOf('(') + 1)..text.LastIndexOf(')')].Replace(' ', '_')}";
        }
    }

    static string[] RowsOfPs()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-A", "-o", "stat=,ppid=,pid=,comm="]) { RedirectStandardOutput = true })!;
        return ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
