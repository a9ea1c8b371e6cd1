using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>
/// A running <see cref="NativeCommand"/> that ends with this process, however this process ends. Its output goes to
/// stdout line by line; the last lines are kept for messages.
/// </summary>
sealed partial class NativeProcess : IAsyncDisposable
{
    const int KeptLines = 20;

    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);
    static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Whether the kernel can be asked to signal the program when this process dies.</summary>
    static readonly Lazy<bool> HasParentDeathSignal =
        new(() => OperatingSystem.IsLinux() && Programs.Succeeds("setpriv", "--pdeathsig", "TERM", "--", "true"));

    readonly NativeCommand _command;
    readonly Process _process;
    readonly Queue<string> _lines = new();
    readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly bool _quiet;
    Task _output = Task.CompletedTask;
    Process? _watchdog;

    NativeProcess(NativeCommand command, bool quiet)
    {
        _command = command;
        _quiet = quiet;
        string[] binding = HasParentDeathSignal.Value ? ["setpriv", "--pdeathsig", NameOf(command.StopSignal), "--"] : [];
        // The wrapper comes first: a change of credentials makes the kernel forget the parent death signal.
        string[] line = [.. command.Wrapper, .. binding, command.File, .. command.Arguments];
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(line[0], line[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = command.WorkingDirectory,
                // Messages that are looked at, here or by a reader, are in one language.
                Environment = { ["LC_ALL"] = "C" },
            },
        };
    }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Whether one of the last lines of output contains the text.</summary>
    public bool Said(string text)
    {
        lock (_lines)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Starts the program.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="quiet">Keep its output, print nothing.</param>
    /// <exception cref="EmulatorException">It cannot be started.</exception>
    public static async Task<NativeProcess> StartAsync(NativeCommand command, bool quiet = false)
    {
        var native = new NativeProcess(command, quiet);
        // The parent death signal comes when the thread that started the program ends, so that thread waits for it.
        new Thread(native.StartAndWait) { IsBackground = true, Name = command.Name }.Start();
        await native._started.Task;
        return native;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="EmulatorException">It cannot be started or fails.</exception>
    public static async Task RunAsync(NativeCommand command, CancellationToken cancellation)
    {
        await using var process = await StartAsync(command, quiet: true);
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
                throw new EmulatorException($"{_command.Name} did not accept connections within {timeout.TotalSeconds:0} s: {LastWords()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    /// <summary>The message for a program that ended by itself, with what it said last.</summary>
    public async Task<EmulatorException> EndedAsync()
    {
        var code = await Exited;
        await Task.WhenAny(_output, Task.Delay(OutputTimeout));
        return new EmulatorException($"{_command.Name} ended by itself with exit code {code}: {LastWords()}");
    }

    /// <summary>Asks the program to end cleanly; kills it when it takes longer than 8 s.</summary>
    public async Task StopAsync()
    {
        if (!Exited.IsCompleted)
        {
            if (OperatingSystem.IsWindows())
                _process.Kill(entireProcessTree: true);
            else
                _ = Kill(_process.Id, (int)_command.StopSignal);
        }

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
    }

    /// <summary>The name that kill(1) and setpriv(1) know.</summary>
    static string NameOf(UnixSignal signal) => signal == UnixSignal.Interrupt ? "INT" : "TERM";

    /// <summary>The last error, else the last line that says anything: what goes into a message.</summary>
    string LastWords()
    {
        lock (_lines)
        {
            return (_lines.LastOrDefault(IsError)
                ?? _lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)))?.Trim() ?? "it printed nothing";
        }
    }

    static bool IsError(string line) =>
        line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase);

    void StartAndWait()
    {
        try
        {
            _process.Start();
            _process.StandardInput.Close();
            _output = Task.WhenAll(PumpAsync(_process.StandardOutput), PumpAsync(_process.StandardError));
            StartWatchdog();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            _started.SetException(new EmulatorException($"{_command.Name} cannot be started: {e.Message}", e));
            return;
        }

        _started.SetResult();
        _process.WaitForExit();
        _watchdog?.Kill();
        _watchdog?.Dispose();
        _exited.SetResult(_process.ExitCode);
    }

    /// <summary>
    /// Where the kernel has no parent death signal, a shell waits for the end of its standard input, which is this
    /// process's end, and passes the signal on.
    /// </summary>
    void StartWatchdog()
    {
        if (HasParentDeathSignal.Value || OperatingSystem.IsWindows())
            return;
        var script = $"trap '' INT TERM HUP; read -r _; kill -{NameOf(_command.StopSignal)} {_process.Id}";
        _watchdog = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true });
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

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
