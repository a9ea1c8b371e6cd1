using System.Diagnostics;

namespace ScalewayPoc.Benchmarks.ColdStart;

/// <summary>A quarter of a processor, by a control group (version 2) that the user may create.</summary>
static class CpuQuota
{
    const string Folder = "/sys/fs/cgroup/scalewaypoc-benchmark";

    /// <summary>Why there is no such group; null where there is one.</summary>
    public static string? Obstacle { get; } = Create();

    /// <summary>Completes a command line so that the program starts in the group.</summary>
    public static ProcessStartInfo Limit(ProcessStartInfo start) =>
        new("/bin/sh", ["-c", $"echo $$ > {Folder}/cgroup.procs && exec \"$@\"", "sh", start.FileName, .. start.ArgumentList]);

    static string? Create()
    {
        try
        {
            if (!File.Exists("/sys/fs/cgroup/cgroup.controllers"))
            {
                return "/sys/fs/cgroup is not a control group of version 2";
            }
            Directory.CreateDirectory(Folder);
            // Microseconds of processor time in each period.
            File.WriteAllText(Path.Combine(Folder, "cpu.max"), "25000 100000");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
