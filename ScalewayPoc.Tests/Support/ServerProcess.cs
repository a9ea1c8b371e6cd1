using System.Diagnostics;
using System.Text;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Support;

/// <summary>A program of this solution as a process of its own, so that it can be stopped, frozen and killed as a platform does.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What a web server writes when it is ready, before its address.</summary>
    public const string Listening = "Now listening on: ";

    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly string _sign;

    ServerProcess(ProcessStartInfo start, string sign)
    {
        _sign = sign;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The line in which it said that it is ready.</summary>
    public string ReadyLine => _ready.Task.Result;

    /// <summary>Where a web server listens.</summary>
    public Uri Address => new(ReadyLine[(ReadyLine.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);

    /// <summary>Starts a web server; returns when it listens.</summary>
    public static Task<ServerProcess> StartAsync(string assembly, IReadOnlyDictionary<string, string> environment) =>
        StartAsync(assembly, [], Listening, environment);

    /// <summary>Starts a program; returns when it has written a line that contains <paramref name="sign"/>.</summary>
    public static async Task<ServerProcess> StartAsync(
        string assembly, IEnumerable<string> arguments, string sign, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        var server = new ServerProcess(start, sign);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            // Its end includes the end of its output: the reason that it has written, or the sign.
            await Task.WhenAny(server._ready.Task, server._process.WaitForExitAsync()).WaitAsync(Timeout);
            return server._ready.Task.IsCompleted ? server : throw new InvalidOperationException($"{assembly} has ended:\n{server.Output}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a signal, by its name without SIG.</summary>
    public void Signal(string signal) => EmulatorProcess.Signal(_process.Id, signal);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        return _process.ExitCode;
    }

    /// <summary>Stops it as a platform does, with SIGTERM, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync()
    {
        Signal("TERM");
        return ExitAsync();
    }

    /// <summary>Ends it without a chance to do anything, with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await ExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }
        _process.Dispose();
    }

    void Read(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_output)
        {
            _output.AppendLine(line);
        }
        if (line.Contains(_sign, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line);
        }
    }
}
