using System.Diagnostics;
using System.Globalization;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>Processes as ps(1) shows them.</summary>
static class ChildProcesses
{
    /// <summary>The children of a process.</summary>
    public static IReadOnlyList<int> Of(int processId)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-A", "-o", "ppid=,pid="]) { RedirectStandardOutput = true })!;
        var rows = ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. from row in rows
               let ids = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where int.Parse(ids[0], CultureInfo.InvariantCulture) == processId
               select int.Parse(ids[1], CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>Whether a process runs; a dead one that nobody has waited for does not.</summary>
    public static bool IsRunning(int processId)
    {
        using var ps = Process.Start(new ProcessStartInfo(
            "ps", ["-o", "stat=", "-p", processId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        var state = ps.StandardOutput.ReadToEnd().Trim();
        return state.Length > 0 && state[0] != 'Z';
    }
}
