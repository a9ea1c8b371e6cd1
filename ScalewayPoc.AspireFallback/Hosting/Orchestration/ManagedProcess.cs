using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>A running program that ends with the AppHost, whatever ends that.</summary>
sealed class ManagedProcess : IDisposable
{
    // Meant for the AppHost alone; the same as Aspire keeps to itself.
    static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];
    readonly Process _process;
    readonly ProcessWatchdog _watchdog;

    ManagedProcess(Process process, ProcessWatchdog watchdog) => (_process, _watchdog) = (process, watchdog);

    public int Id => _process.Id;

    /// <summary>Completes with the exit code once the program has ended and its output is read.</summary>
    public Task<int> Exited { get; private set; } = null!;

    /// <summary>Starts a program; <paramref name="line"/> gets its output, with true for standard error.</summary>
    public static ManagedProcess Start(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> variables,
        ProcessWatchdog watchdog, Action<string, bool> line)
    {
        var (shielded, shieldedArguments) = Unix.Shielded(program, arguments);
        var start = new ProcessStartInfo(shielded, shieldedArguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in NotInherited)
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        watchdog.Register(process.Id);
        process.StandardInput.Dispose();
        var managed = new ManagedProcess(process, watchdog);
        managed.Exited = managed.FollowAsync(line);
        return managed;
    }

    /// <summary>Asks the program to end and, when it has not after <paramref name="grace"/>, kills it with all it has started.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        Unix.Signal(Id, Unix.Terminate);
        if (await Task.WhenAny(Exited, Task.Delay(grace)).ConfigureAwait(false) != Exited)
        {
            Unix.Signal(-Id, Unix.KillNow);
            Unix.Signal(Id, Unix.KillNow);
            await Exited.ConfigureAwait(false);
        }
    }

    public void Dispose() => _process.Dispose();

    async Task<int> FollowAsync(Action<string, bool> line)
    {
        var output = Task.WhenAll(ReadAsync(_process.StandardOutput, false), ReadAsync(_process.StandardError, true));
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // What the program has started may hold the pipes open longer than it lives itself.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        _watchdog.Unregister(Id);
        return _process.ExitCode;

        async Task ReadAsync(StreamReader reader, bool isError)
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
            {
                line(text, isError);
            }
        }
    }
}
