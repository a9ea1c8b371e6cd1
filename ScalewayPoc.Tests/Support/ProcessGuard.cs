using System.Diagnostics;

namespace ScalewayPoc.Tests.Support;

/// <summary>
/// Ends what the tests have started and not ended when this process ends, however that happens: a debugger that is stopped and a
/// kill run no teardown. A shell waits for the end of its standard input, and then ends all processes that have inherited an
/// environment variable. On Linux only, where it can be read.
/// </summary>
static class ProcessGuard
{
    const string Variable = "SCALEWAYPOC_TEST_HOST";

    // The build servers of the SDK end by themselves, and other builds may use them.
    const string Script = """
        trap '' INT TERM HUP
        read -r _
        for signal in TERM KILL; do
          left=
          for file in $(grep -lsF "$1" /proc/[0-9]*/environ); do
            id=${file#/proc/}; id=${id%/environ}
            grep -qs -e VBCSCompiler -e MSBuild.dll "/proc/$id/cmdline" || left="$left $id"
          done
          [ -n "$left" ] || exit 0
          kill -$signal $left 2>/dev/null
          sleep 5
        done
        """;

    static readonly Lazy<Process?> OfThisProcess = new(() =>
    {
        var mark = Guid.NewGuid().ToString("n");
        var guard = Start(mark);
        Environment.SetEnvironmentVariable(Variable, mark);
        return guard;
    });

    /// <summary>Covers everything that this process starts from now on.</summary>
    public static void Begin() => _ = OfThisProcess.Value;

    /// <summary>Starts a guard that acts when its standard input ends; <see langword="null"/> where there is none.</summary>
    /// <param name="mark">Value of the variable in the environment of the processes that it ends.</param>
    internal static Process? Start(string mark)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "guard", $"{Variable}={mark}"]) { RedirectStandardInput = true };
        start.Environment.Remove(Variable);
        return Process.Start(start);
    }

    /// <summary>Marks a process that is about to be started.</summary>
    internal static void Mark(ProcessStartInfo start, string mark) => start.Environment[Variable] = mark;
}
