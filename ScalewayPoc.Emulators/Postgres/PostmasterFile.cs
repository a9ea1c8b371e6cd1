using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary>
/// <c>postmaster.pid</c>, which a server leaves behind when it is killed. PostgreSQL refuses to start while any process of
/// the same user has the number in it, e.g. after a restart of a container, where numbers are low and come again.
/// </summary>
static class PostmasterFile
{
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the end of a server that still uses the folder; removes a file that belongs to none.</summary>
    /// <exception cref="EmulatorException">The server is still there after the timeout.</exception>
    public static async Task ReleaseAsync(string folder, TimeSpan timeout, CancellationToken cancellation)
    {
        var path = PathIn(folder);
        var clock = Stopwatch.StartNew();
        while (ServerIn(path) is { } processId)
        {
            if (clock.Elapsed > timeout)
            {
                throw new EmulatorException(
                    $"Another PostgreSQL, process {processId}, runs on {folder}: stop it (kill -INT {processId}), or give another --data.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }

        File.Delete(path);
    }

    /// <summary>Whether the server accepts connections; trying one before would put errors into its log.</summary>
    public static bool SaysReady(string folder) => Lines(PathIn(folder)) is { Length: > 7 } lines && lines[7].Trim() == "ready";

    static string PathIn(string folder) => Path.Combine(folder, "postmaster.pid");

    static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    static int? ServerIn(string path)
    {
        // Line 1 is the process id, line 3 the time of its start in seconds.
        var lines = Lines(path);
        if (lines.Length < 3
            || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
            || !long.TryParse(lines[2], CultureInfo.InvariantCulture, out var seconds))
            return null;

        try
        {
            using var process = Process.GetProcessById(processId);
            var started = DateTimeOffset.FromUnixTimeSeconds(seconds) + ClockTolerance;
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && process.StartTime <= started.LocalDateTime
                ? processId
                : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // No such process, or it has ended between two of these lines.
            return null;
        }
    }
}
