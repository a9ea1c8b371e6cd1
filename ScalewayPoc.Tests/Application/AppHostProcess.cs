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
    /// <summary>Key for the telemetry API of the dashboard.</summary>
    public const string DashboardKey = "test";

    const string RunVariable = "SCALEWAYPOC_TEST_RUN";

    readonly Process _process;
    readonly string _data;
    readonly StringBuilder _output = new();

    AppHostProcess(Process process, string data, int apiPort, int dashboardPort)
    {
        Dashboard = new Uri($"http://localhost:{dashboardPort}");
        _process = process;
        _data = data;
        // No span of this process is the parent of a request: services that other tests run here have instrumented HttpClient.
        Api = new ApiClient(new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://localhost:{apiPort}"),
            Timeout = TimeSpan.FromSeconds(20),
        });
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ApiClient Api { get; }

    /// <summary>Address of the dashboard.</summary>
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

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts it and waits until <c>/health</c> returns 200.</summary>
    public static async Task<AppHostProcess> StartAsync(string data, TimeSpan timeout, params string[] options)
    {
        var ports = FreePorts(6);
        var started = new AppHostProcess(
            Launch(data, [$"--Ports:api={ports[0]}", $"--Ports:consumer={ports[1]}", $"--Ports:issuer={ports[5]}", .. options], ports[2..5]), data, ports[0], ports[2]);
        try
        {
            await Eventually.GetAsync(started.IsHealthyAsync, healthy => healthy || started._process.HasExited, timeout, "AppHost healthy");
            Assert.False(started._process.HasExited, started.Output);
            await started.Api.Http.WithTokenOfAsync(new Uri($"http://localhost:{ports[5]}"));
            return started;
        }
        catch (Exception e)
        {
            await started.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{started.Output}", e);
        }
    }

    /// <summary>Starts it with options that it refuses; returns its exit code and its output.</summary>
    public static async Task<(int ExitCode, string Error)> FailAsync(string data, params string[] options)
    {
        using var process = Launch(data, options, FreePorts(3), direct: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await error + await output);
    }

    /// <summary>Ends it as Ctrl+C does and waits until no process is left.</summary>
    public async Task InterruptAsync(TimeSpan timeout)
    {
        Signal("INT", AppHostId());
        using var limit = new CancellationTokenSource(timeout);
        await _process.WaitForExitAsync(limit.Token);
        await WaitUntilNothingIsLeftAsync(timeout);
    }

    /// <summary>Waits until no process of this run is left: the orchestrator ends them after the AppHost.</summary>
    public Task WaitUntilNothingIsLeftAsync(TimeSpan timeout) =>
        Eventually.GetAsync(() => Task.FromResult(LeftBehind()), left => left.Count == 0, timeout, left => $"ended: {string.Join('\n', left)}");

    /// <summary>kill -9 of the AppHost.</summary>
    public void Kill()
    {
        using var appHost = Process.GetProcessById(AppHostId());
        appHost.Kill();
        _process.Kill(entireProcessTree: false);
    }

    /// <summary>Processes of this run: on Linux all that have inherited its variable, elsewhere those that name the data folder.</summary>
    List<string> LeftBehind() => OperatingSystem.IsLinux()
        ? [.. Directory.GetDirectories("/proc").Where(folder => ReadProcess(folder, "environ").Contains($"{RunVariable}={_data}", StringComparison.Ordinal))
            .Select(folder => ReadProcess(folder, "cmdline").Replace('\0', ' '))]
        : [.. Processes().Where(p => p.Contains(_data, StringComparison.Ordinal) && !p.Contains("dotnet test", StringComparison.Ordinal))];

    static string ReadProcess(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not a process, or one that has ended.
            return "";
        }
    }

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

    /// <param name="data">Its data folder.</param>
    /// <param name="options">Further arguments.</param>
    /// <param name="dashboardPorts">Three ports.</param>
    /// <param name="direct">Whether it is started without <c>dotnet run</c>, which takes longer than the AppHost needs to fail.</param>
    static Process Launch(string data, string[] options, int[] dashboardPorts, bool direct = false)
    {
        var project = Projects.ScalewayPoc_AppHost.ProjectPath;
        var configuration = typeof(AppHostProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string[] program = direct
            ? [Path.Combine(project, "bin", configuration, "net10.0", "ScalewayPoc.AppHost.dll")]
            : ["run", "--no-build", "--project", project, "-c", configuration, "--"];
        // A shell starts what it runs in the background with SIGINT ignored, and that is inherited.
        string[] host = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(
            host[0], [.. host[1..], .. program, "--Services=embedded", "--Web=none", $"--Data={data}",
                $"--ASPNETCORE_URLS=http://localhost:{dashboardPorts[0]}",
                $"--AppHost:DashboardApiKey={DashboardKey}",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:{dashboardPorts[1]}",
                $"--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:{dashboardPorts[2]}",
                .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [RunVariable] = data, ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true" },
        };
        return Process.Start(start)!;
    }

    async Task<bool> IsHealthyAsync()
    {
        try
        {
            // The proxy of the orchestrator accepts connections before the service listens.
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
