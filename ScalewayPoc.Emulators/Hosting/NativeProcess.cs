using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>
/// A server program of this machine that ends with this process, however this process ends. Its output goes to stdout line
/// by line; the last lines are kept for messages.
/// </summary>
sealed class NativeProcess : IAsyncDisposable
{
    const int KeptLines = 20;

    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    readonly string _name;
    readonly ConcurrentQueue<string> _lines = new();
    readonly CancellationTokenSource _interrupt = new(), _kill = new();
    readonly Process? _watchdog;

    NativeProcess(string name, Command command)
    {
        _name = name;
        var output = PipeTarget.ToDelegate(line =>
        {
            Console.WriteLine(line);
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
                _lines.TryDequeue(out _);
        });
        try
        {
            // Before the server: the shorter it runs without a watchdog, the better.
            if (OperatingSystem.IsWindows())
                WindowsJob.Enter();
            else
                _watchdog = StartWatchdog();
            var running = command.WithStandardOutputPipe(output).WithStandardErrorPipe(output).ExecuteAsync(_kill.Token, _interrupt.Token);
            _watchdog?.StandardInput.WriteLine(running.ProcessId);
            Exited = ExitAsync(running);
        }
        catch (Win32Exception e)
        {
            _watchdog?.Kill();
            throw new EmulatorException($"{name} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Completes with the exit code, when all output is read.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether one of the last lines of output contains the text.</summary>
    public bool OutputContains(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>A command in the C locale, so that messages can be searched. A failure is no exception.</summary>
    /// <param name="program">Program with its arguments, or a wrapper that executes it in its place, e.g. <c>unshare … --</c>.</param>
    public static Command Command(params string[] program) => Cli.Wrap(program[0])
        .WithArguments(program[1..])
        .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C"))
        .WithValidation(CommandResultValidation.None);

    /// <summary>Starts a server.</summary>
    /// <exception cref="EmulatorException">It cannot be started.</exception>
    public static NativeProcess Start(string name, Command command) => new(name, command);

    /// <summary>Runs a program to its end and returns its output.</summary>
    /// <exception cref="EmulatorException">It cannot be started or fails.</exception>
    public static async Task<string> RunAsync(string name, Command command, CancellationToken cancellation)
    {
        try
        {
            var result = await command.ExecuteBufferedAsync(cancellation);
            return result.IsSuccess
                ? result.StandardOutput
                : throw Ended(name, result.ExitCode, $"{result.StandardOutput}\n{result.StandardError}".Split('\n'));
        }
        catch (Win32Exception e)
        {
            throw new EmulatorException($"{name} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Waits until the program ends by itself, which is an error, or stops it cleanly on cancellation.</summary>
    /// <exception cref="EmulatorException">It ended by itself.</exception>
    public async Task RunUntilAsync(CancellationToken cancellation)
    {
        await Exited.WaitAsync(cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        if (!cancellation.IsCancellationRequested)
            throw Ended(_name, await Exited, _lines);
        await StopAsync();
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
                throw Ended(_name, await Exited, _lines);
            if (clock.Elapsed > timeout)
                throw new EmulatorException($"{_name} did not accept connections within {timeout.TotalSeconds:0} s: {LastErrorLine(_lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }

    /// <summary>Stops the program by SIGINT; kills it when it takes longer than 8 s.</summary>
    public async Task StopAsync()
    {
        _kill.CancelAfter(StopTimeout);
        await _interrupt.CancelAsync();
        await Exited;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _watchdog?.Dispose();
        _interrupt.Dispose();
        _kill.Dispose();
    }

    /// <summary>
    /// A shell that interrupts the server when its standard input ends, at any end of this process. The kernel's own parent
    /// death signal is Linux only, and comes already when the thread that started the program ends.
    /// </summary>
    static Process StartWatchdog() => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", "trap '' INT TERM HUP; read -r id || exit; read -r _; kill -INT \"$id\" 2>/dev/null"])
    {
        RedirectStandardInput = true,
    })!;

    async Task<int> ExitAsync(CommandTask<CommandResult> running)
    {
        try
        {
            return (await running).ExitCode;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            // Before the number of the process can be another one's.
            _watchdog?.Kill();
        }
    }

    static EmulatorException Ended(string name, int exitCode, IEnumerable<string> lines) =>
        new($"{name} ended by itself with exit code {exitCode}: {LastErrorLine(lines)}");

    /// <summary>The last line with an error, else the last line that is not blank.</summary>
    static string LastErrorLine(IEnumerable<string> lines) =>
        (lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)))?.Trim() ?? "it printed nothing";
}
