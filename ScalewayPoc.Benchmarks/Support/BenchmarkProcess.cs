using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>A server or a service in a process of its own.</summary>
sealed class BenchmarkProcess : IAsyncDisposable
{
    /// <summary>What a web server prints when it is ready, before its address.</summary>
    public const string Listening = "Now listening on: ";

    const int Terminate = 15;
    const int Continue = 18;
    const int Stop = 19;
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    readonly Process _process;
    readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Queue<string> _lastLines = new();

    BenchmarkProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The line by which the process reported that it is ready.</summary>
    public string ReadyLine => _ready.Task.Result;

    /// <summary>Address of a web server.</summary>
    public Uri Address => new(ReadyLine[(ReadyLine.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);

    /// <summary>Processor time since the start, all threads.</summary>
    public TimeSpan ProcessorTime => Refreshed.TotalProcessorTime;

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes => Refreshed.WorkingSet64;

    Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Starts a program of this solution, such as <c>ScalewayPoc.Api</c>, and waits until it is ready.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public static Task<BenchmarkProcess> StartProjectAsync(
        string assembly, string processors, string ready, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        StartAsync(
            processors, ready, "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments],
            // With one processor the runtime does not compile for speed until no new code has run for a second: minutes under load.
            new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["DOTNET_TC_CallCountingDelayMs"] = "0" });

    /// <summary>Starts a program and waits until it has printed a line that contains <paramref name="ready"/>.</summary>
    /// <param name="processors"><see cref="Cores.System"/> or <see cref="Cores.Load"/>.</param>
    /// <param name="ready">Text of the line.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables in addition to those of this process.</param>
    /// <exception cref="BenchmarkException">It ended first.</exception>
    public static async Task<BenchmarkProcess> StartAsync(
        string processors, string ready, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = Cores.StartInfo(processors, file, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        var process = new BenchmarkProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        process._process.OutputDataReceived += (_, line) => process.Read(line.Data, ready);
        process._process.ErrorDataReceived += (_, line) => process.Read(line.Data, ready);
        process._process.Exited += (_, _) => process._ready.TrySetException(
            new BenchmarkException($"{Path.GetFileName(file)} has ended: {string.Join('\n', process._lastLines)}"));
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        try
        {
            await process._ready.Task.WaitAsync(Timeout);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program without waiting. Its output must be redirected, and is discarded.</summary>
    public static BenchmarkProcess Start(ProcessStartInfo start)
    {
        var process = new BenchmarkProcess(new Process { StartInfo = start });
        process._process.OutputDataReceived += (_, _) => { };
        process._process.Start();
        process._process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Waits until a service has what it needs, such as its tables.</summary>
    public async Task UntilHealthyAsync(HttpClient http)
    {
        while (!(await http.GetAsync(new Uri(Address, "/health"))).IsSuccessStatusCode)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The number as an argument.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Suspends the process: SIGSTOP, of Linux.</summary>
    public void Suspend() => Signal(Stop);

    /// <summary>Continues the process: SIGCONT, of Linux.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Stops the process: SIGTERM, and after 20 s SIGKILL.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows() || SendSignal(_process.Id, Terminate) != 0)
            {
                _process.Kill(entireProcessTree: true);
            }
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
    }

    void Signal(int signal)
    {
        if (!OperatingSystem.IsLinux() || SendSignal(_process.Id, signal) != 0)
        {
            throw new BenchmarkException("This benchmark suspends processes, which works on Linux only: run it there.");
        }
    }

    void Read(string? line, string ready)
    {
        if (line is null)
        {
            return;
        }
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 20)
            {
                _lastLines.Dequeue();
            }
        }
        if (line.Contains(ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int SendSignal(int processId, int signal);
}
