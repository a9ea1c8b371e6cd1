using System.Diagnostics;
using System.Text;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>The Consumer as a process of its own, so that it can be stopped, frozen and killed as a platform does.</summary>
sealed class ConsumerProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ConsumerProcess(IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Consumer.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // Short-lived: what the compiler would learn for later costs more than it gives.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Logging__LogLevel__Microsoft"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("The Consumer has ended: " + Output));
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>What it has logged so far.</summary>
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

    /// <summary>Starts it; returns when it listens.</summary>
    public static async Task<ConsumerProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var consumer = new ConsumerProcess(settings);
        consumer._process.Start();
        consumer._process.BeginOutputReadLine();
        consumer._process.BeginErrorReadLine();
        consumer.Http = new HttpClient { BaseAddress = await consumer._address.Task.WaitAsync(Patience) };
        return consumer;
    }

    /// <summary>Waits until it has logged something.</summary>
    public Task LoggedAsync(string text) => Eventually.TrueAsync(() => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)),
        () => $"'{text}' in the log:\n{Output}");

    public Task HealthyAsync() => Eventually.TrueAsync(async () => (await Http.GetAsync("/health")).IsSuccessStatusCode, () => "healthy:\n" + Output);

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Asks it to end.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Waits for its end and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            Signal("KILL");
            await ExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    void Read(string? line)
    {
        const string Listening = "Now listening on: ";
        if (line is null)
        {
            return;
        }
        lock (_output)
        {
            _output.AppendLine(line);
        }
        if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
        {
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
        }
    }

    void Signal(string signal) => EmulatorProcess.Signal(_process.Id, signal);
}
