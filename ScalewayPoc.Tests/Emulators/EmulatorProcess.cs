using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>
/// One emulator in a process of its own, as users start it, on a free port and with a data folder of its own that is
/// deleted at the end.
/// </summary>
public sealed class EmulatorProcess : IAsyncDisposable
{
    static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(3);
    static readonly TimeSpan ExitTimeout = TimeSpan.FromMinutes(1);

    static readonly ConcurrentDictionary<int, bool> GivenPorts = new();

    readonly string[] _arguments;
    readonly bool _ownsData;
    readonly IReadOnlyDictionary<string, string>? _environment;
    readonly ConcurrentQueue<string> _output = new();
    Process _process;

    EmulatorProcess(string command, int port, string? data, IReadOnlyDictionary<string, string>? environment, string[] options)
    {
        _environment = environment;
        Port = port;
        _ownsData = data is null;
        Data = data ?? Directory.CreateTempSubdirectory("emulator-").FullName;
        _arguments = [command, "--port", port.ToString(CultureInfo.InvariantCulture), "--data", Data, .. options];
        _process = new Process();
    }

    /// <summary>Port it listens on, at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>Process id of the emulator, not of a server that it has started.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it has printed since its last start.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts <c>ScalewayPoc.Emulators command --port … --data … options</c> and waits until it is ready.</summary>
    public static Task<EmulatorProcess> StartAsync(string command, params string[] options) =>
        StartAsync(command, FreePort(), null, null, options);

    /// <summary>The same with a given port, data folder that is not deleted, and environment.</summary>
    public static async Task<EmulatorProcess> StartAsync(
        string command, int port, string? data, IReadOnlyDictionary<string, string>? environment, params string[] options)
    {
        var emulator = new EmulatorProcess(command, port, data, environment, options);
        try
        {
            await emulator.StartAgainAsync();
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command line to its end: for those that must fail.</summary>
    /// <returns>Exit code and everything it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = new Process { StartInfo = StartInfo(arguments, environment) };
        process.Start();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
            .WaitAsync(ReadyTimeout);
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/> or <see cref="StopAsync"/>, with the same port and data.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _output.Clear();
        _process = new Process { StartInfo = StartInfo(_arguments, _environment), EnableRaisingEvents = true };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Note(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Note(line.Data, ready);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, exited).WaitAsync(ReadyTimeout) == exited)
            throw new InvalidOperationException($"The emulator ended with exit code {_process.ExitCode}: {Output}");
    }

    /// <summary>kill -9 of the emulator alone; what it has started has to notice.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        // Not WaitForExitAsync: that waits for the end of the output too, which a server it left behind holds open.
        while (!_process.HasExited)
            await Task.Delay(5);
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signal(_process.Id, "TERM");
        return EndedAsync();
    }

    /// <summary>The exit code, when it has ended and all of its <see cref="Output"/> is read.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ExitTimeout);
        return _process.ExitCode;
    }

    /// <summary>Why a test of a clean stop is skipped on Windows.</summary>
    public const string NoSignals = "Windows has no SIGTERM.";

    /// <summary>Sends a signal to any process, by its name without SIG. Windows has none: there the process is ended.</summary>
    public static void Signal(int processId, string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            return;
        }
        // The shell's own: kill(1) and ps(1) are missing in small container images.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {processId}"]);
        kill.WaitForExit();
    }

    /// <summary>
    /// A port that was free a moment ago and that no other test was given. Below those that the system gives to outgoing
    /// connections, which could otherwise take the port of a server while it is down.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (GivenPorts.TryAdd(port, true) && !IsTaken(port))
                return port;
        }
    }

    static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Whether something listens on the port.</summary>
    public bool IsListening()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await StopAsync();
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        await Eventually.TrueAsync(() => !IsListening(), ExitTimeout);
        _process.Dispose();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }

    static ProcessStartInfo StartInfo(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Emulators.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return info;
    }

    void Note(string? line, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (line == "ready")
            ready.TrySetResult();
    }
}
