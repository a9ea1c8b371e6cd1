using System.Globalization;
using System.Runtime.InteropServices;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>The machine and its versions, for reports.</summary>
static class Machine
{
    /// <summary>Load average of the last minute; <c>unknown</c> where the system has none.</summary>
    public static string LoadAverage => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>Processor, memory, operating system, and versions of .NET and of the servers.</summary>
    public static async Task<string> DescribeAsync()
    {
        List<string> parts =
        [
            $"{Environment.ProcessorCount} processors ({Processor()})",
            string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB"),
            $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}",
        ];
        foreach (var (program, argument) in (ReadOnlySpan<(string, string)>)[("redis-server", "--version"), ("postgres", "--version"), ("node", "--version")])
        {
            if (Programs.Find(program) is { } file)
            {
                parts.Add(Version(program, Programs.Run(file, argument)));
            }
        }
        return string.Join(", ", parts);
    }

    static string Processor() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1]
            ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The first word of the output that has a number and a point, such as 7.2.4 in <c>Redis server v=7.2.4 sha=0</c>.</summary>
    static string Version(string program, string output) =>
        $"{program} {output.Split(' ', '=', '\n').Select(word => word.TrimStart('v')).FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0]) && word.Contains('.'))}";
}
