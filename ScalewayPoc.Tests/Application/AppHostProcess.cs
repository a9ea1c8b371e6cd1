using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Application;

/// <summary><c>dotnet run --project ScalewayPoc.AppHost</c> as a process of its own, on free ports.</summary>
sealed partial class AppHostProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly string _data;
    readonly StringBuilder _output = new();

    AppHostProcess(Process process, string data, int apiPort, int dashboardPort)
    {
        Dashboard = new Uri($"http://localhost:{dashboardPort}");
        _process = process;
        _data = data;
        Api = new ApiClient(new HttpClient { BaseAddress = new Uri($"http://localhost:{apiPort}"), Timeout = TimeSpan.FromSeconds(20) });
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ApiClient Api { get; }

    /// <summary>Address of the dashboard, which may come up later than the application.</summary>
    public Uri Dashboard { get; }

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

    /// <summary>Starts it and waits until <c>/health</c> says 200.</summary>
    public static async Task<AppHostProcess> StartAsync(string data, TimeSpan patience, params string[] options)
    {
        var ports = FreePorts(5);
        var started = new AppHostProcess(
            Launch(data, [$"--Ports:api={ports[0]}", $"--Ports:consumer={ports[1]}", .. options], ports[2..]), data, ports[0], ports[2]);
        try
        {
            await Eventually.GetAsync(started.IsHealthyAsync, healthy => healthy || started._process.HasExited, patience, "AppHost healthy");
            Assert.False(started._process.HasExited, started.Output);
            return started;
        }
        catch (Exception e)
        {
            await started.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{started.Output}", e);
        }
    }

    /// <summary>Starts it with options that it refuses; its exit code and what it said on standard error.</summary>
    public static async Task<(int ExitCode, string Error)> FailAsync(string data, params string[] options)
    {
        using var process = Launch(data, options, FreePorts(3));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await error + await output);
    }

    /// <summary>What Ctrl+C does, and then waits for the end of everything it has started.</summary>
    public async Task InterruptAsync(TimeSpan patience)
    {
        Signal("INT", AppHostId());
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        await WaitUntilNothingIsLeftAsync(patience);
    }

    /// <summary>Waits until no process of this run is left: Aspire's own orchestrator ends them after the AppHost has ended.</summary>
    public Task WaitUntilNothingIsLeftAsync(TimeSpan patience) =>
        Eventually.GetAsync(() => Task.FromResult(LeftBehind()), left => left.Count == 0, patience, left => $"ended: {string.Join('\n', left)}");

    /// <summary>Kills the AppHost itself, as nothing that it could prepare for.</summary>
    public void Kill()
    {
        using var appHost = Process.GetProcessById(AppHostId());
        appHost.Kill();
        _process.Kill(entireProcessTree: false);
    }

    /// <summary>Processes that name the data folder in their command line.</summary>
    List<string> LeftBehind() =>
        [.. Processes().Where(p => p.Contains(_data, StringComparison.Ordinal) && !p.Contains("dotnet test", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        Api.Http.Dispose();
    }

    static Process Launch(string data, string[] options, int[] dashboardPorts)
    {
        var project = Projects.ScalewayPoc_AppHost.ProjectPath;
        var configuration = typeof(AppHostProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo(
            "dotnet", ["run", "--no-build", "--project", project, "-c", configuration, "--", "--Services=embedded", "--Web=none", $"--Data={data}",
                $"--ASPNETCORE_URLS=http://localhost:{dashboardPorts[0]}",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:{dashboardPorts[1]}",
                $"--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:{dashboardPorts[2]}",
                .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    async Task<bool> IsHealthyAsync()
    {
        try
        {
            // A proxy in front may take the connection long before there is anybody to answer.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var answer = await Api.Http.GetAsync("/health", limit.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary><c>dotnet run</c> starts the AppHost as its child.</summary>
    int AppHostId() => Processes()
        .Select(line => CommandLine().Match(line))
        .Where(match => match.Success && match.Groups["parent"].ValueSpan.SequenceEqual($"{_process.Id}"))
        .Select(match => int.Parse(match.Groups["id"].ValueSpan))
        .Single();

    static string[] Processes()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-eo", "pid=,ppid=,args=", "-ww"]) { RedirectStandardOutput = true })!;
        return ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    [GeneratedRegex(@"^\s*(?<id>\d+)\s+(?<parent>\d+)\s")]
    private static partial Regex CommandLine();
}
