using System.Diagnostics;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>
/// Assigns processes to processors: the system under test has the first one alone, as a container with one vCPU has; load,
/// servers and the benchmark itself have the others. Linux only: elsewhere, and with one processor, nothing is assigned.
/// </summary>
static class Cores
{
    /// <summary>Processors of the system under test, as <c>taskset</c> takes them.</summary>
    public const string System = "0";

    /// <summary>Processors of everything else.</summary>
    public static string Load { get; } = Environment.ProcessorCount == 2 ? "1" : $"1-{Environment.ProcessorCount - 1}";

    static readonly bool Assigned = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && Programs.Find("taskset") is not null;

    /// <summary>One sentence for the report.</summary>
    public static string Description => Assigned
        ? "The system under test has one processor, load and servers share the others."
        : "All processes share all processors: taskset is missing, or there is one processor.";

    /// <summary>Completes a command line so that the program runs on <paramref name="processors"/>.</summary>
    public static ProcessStartInfo StartInfo(string processors, string file, IEnumerable<string> arguments) => Assigned
        ? new("taskset", ["-c", processors, file, .. arguments])
        : new(file, arguments);

    /// <summary>Moves this process, with the threads that it has, to the processors of the load.</summary>
    public static void AssignThisProcess()
    {
        if (Assigned)
        {
            Programs.Run("taskset", "-a", "-cp", Load, $"{Environment.ProcessId}");
        }
    }
}
