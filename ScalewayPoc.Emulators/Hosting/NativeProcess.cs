using System.ComponentModel;
using System.Diagnostics;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>A program of this machine and how it is started and stopped.</summary>
/// <param name="File">Path, or name on PATH.</param>
/// <param name="Arguments">Arguments, passed unchanged.</param>
sealed record NativeCommand(string File, params string[] Arguments)
{
    /// <summary>A command that executes this one in its place, e.g. <c>unshare … --</c>; empty for none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Signal for a clean and quick stop, as kill(1) names it.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>Folder to start in.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Name for messages.</summary>
    public string Name => Path.GetFileName(File);
}

/// <summary>
/// A running <see cref="NativeCommand"/> that ends with this process, however this process ends. Its output goes to
/// stdout line by line; the last lines are kept for messages.
/// </summary>
sealed class NativeProcess : IAsyncDisposable
{
    const int KeptLines = 20;

    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);
    static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(1);

    readonly NativeCommand _command;
    readonly Queue<string> _lines = new();
    readonly bool _quiet;
    readonly Process _process;
    readonly Process? _watchdog;
    readonly Task _output;

    NativeProcess(NativeCommand command, bool quiet)
    {
        (_command, _quiet) = (command, quiet);
        try
        {
            // The watchdog comes first: the shorter the server runs without one, the better.
            _watchdog = OperatingSystem.IsWindows() ? null : StartWatchdog(command.StopSignal);
            _process = Start([.. command.Wrapper, command.File, .. command.Arguments], command.WorkingDirectory);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            _watchdog?.Kill();
            throw new EmulatorException($"{command.Name} cannot be started: {e.Message}", e);
        }

        _watchdog?.StandardInput.WriteLine(_process.Id);
        _process.StandardInput.Close();
        _output = Task.WhenAll(PumpAsync(_process.StandardOutput), PumpAsync(_process.StandardError));
        Exited = ExitAsync();
    }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether one of the last lines of output contains the text.</summary>
    public bool OutputContains(string text)
    {
        lock (_lines)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Starts the program.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="quiet">Keep its output, print nothing.</param>
    /// <exception cref="EmulatorException">It cannot be started.</exception>
    public static NativeProcess Start(NativeCommand command, bool quiet = false) => new(command, quiet);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="EmulatorException">It cannot be started or fails.</exception>
    public static async Task RunAsync(NativeCommand command, CancellationToken cancellation)
    {
        await using var process = Start(command, quiet: true);
        if (await process.Exited.WaitAsync(cancellation) is not 0)
            throw await process.EndedAsync();
    }

    /// <summary>Waits until the program ends by itself, which is an error, or stops it cleanly on cancellation.</summary>
    /// <exception cref="EmulatorException">It ended by itself.</exception>
    public async Task RunUntilAsync(CancellationToken cancellation)
    {
        try
        {
            await Exited.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            return;
        }

        throw await EndedAsync();
    }

    /// <summary>Waits until <paramref name="isReady"/> is true.</summary>
    /// <exception cref="EmulatorException">The program ended first, or was not ready in time.</exception>
    public async Task WaitUntilReadyAsync(
        Func<CancellationToken, Task<bool>> isReady, TimeSpan timeout, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!await isReady(cancellation))
        {
            if (Exited.IsCompleted)
                throw await EndedAsync();
            if (clock.Elapsed > timeout)
                throw new EmulatorException($"{_command.Name} did not accept connections within {timeout.TotalSeconds:0} s: {LastErrorLine()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }

    /// <summary>Stops the program cleanly; kills it when it takes longer than 8 s.</summary>
    public async Task StopAsync()
    {
        if (_watchdog is null)
            _process.Kill(entireProcessTree: true);
        else
            _watchdog.StandardInput.Close();
        if (await Task.WhenAny(Exited, Task.Delay(StopTimeout)) != Exited)
            _process.Kill(entireProcessTree: true);
        await Exited;
        await Task.WhenAny(_output, Task.Delay(OutputTimeout));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _watchdog?.Dispose();
    }

    /// <summary>
    /// A shell that sends the signal when its standard input ends: at a stop, and at any end of this process. The kernel's
    /// own parent death signal is Linux only, and comes already when the thread that started the program ends.
    /// </summary>
    static Process StartWatchdog(string signal) => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", $"trap '' INT TERM HUP; read -r id || exit; read -r _; kill -{signal} \"$id\" 2>/dev/null"])
    {
        RedirectStandardInput = true,
    })!;

    static Process Start(string[] line, string workingDirectory) => Process.Start(new ProcessStartInfo(line[0], line[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = workingDirectory,
        // Messages are searched, so they are in one language.
        Environment = { ["LC_ALL"] = "C" },
    })!;

    async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        // Before the number of the process can be another one's.
        _watchdog?.Kill();
        return _process.ExitCode;
    }

    /// <summary>The error for a program that ended by itself, with its last error.</summary>
    async Task<EmulatorException> EndedAsync()
    {
        var code = await Exited;
        await Task.WhenAny(_output, Task.Delay(OutputTimeout));
        return new EmulatorException($"{_command.Name} ended by itself with exit code {code}: {LastErrorLine()}");
    }

    /// <summary>The last line with an error, else the last line that is not blank.</summary>
    string LastErrorLine()
    {
        lock (_lines)
        {
            return (_lines.LastOrDefault(IsError)
                ?? _lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)))?.Trim() ?? "it printed nothing";
        }

        static bool IsError(string line) =>
            line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase);
    }

    async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!_quiet)
                Console.WriteLine(line);
            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > KeptLines)
                    _lines.Dequeue();
            }
        }
    }
}
