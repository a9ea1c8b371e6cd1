using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Starts the Aspire dashboard beside the application, which does not wait for it. It takes telemetry; about resources it
/// knows nothing, because that comes from Aspire's own orchestrator.
/// </summary>
sealed class DashboardService(
    DistributedApplicationOptions options, IConfiguration configuration, ResourceLoggerService logs, ProcessWatchdog watchdog, ILogger<DistributedApplication> logger) : IHostedService, IDisposable
{
    const string LogName = "aspire-dashboard";

    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    /// <summary>Whether there is no dashboard to look at, or none to be expected.</summary>
    public bool IsMissing { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        IsMissing = options.DisableDashboard || (!File.Exists(DashboardInstaller.Program) && DashboardInstaller.Npm is null);
        if (!IsMissing)
        {
            _running = RunAsync(_stopping.Token);
        }
        else if (!options.DisableDashboard)
        {
            logger.LogWarning("No dashboard: npm, which it comes with ({Description}), is not on the PATH. Install Node.js and start again to have it.", DashboardInstaller.Description);
        }
        return Task.CompletedTask;
    }

    // Called after all services have ended, so that the dashboard has their last telemetry.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (!File.Exists(DashboardInstaller.Program))
            {
                await new DashboardInstaller(watchdog, logger).InstallAsync(stop).ConfigureAwait(false);
            }
            await ServeAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            IsMissing = true;
            logger.LogWarning("No dashboard: {Reason} The application runs on without it; the next start tries again.", e.Message);
        }
    }

    async Task ServeAsync(CancellationToken stop)
    {
        var address = configuration["ASPNETCORE_URLS"] ?? "http://localhost:18888";
        var variables = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = OtlpConfigurationExtensions.Endpoint(configuration),
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] ?? "false",
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            // Of the launch profile, for Aspire: a dashboard that is told of a resource service wants to log in there.
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "",
        };
        using var process = ManagedProcess.Start(DashboardInstaller.Program, ["dashboard"], Path.GetDirectoryName(DashboardInstaller.Program)!, variables, watchdog,
            (line, isError) => logs.Add(LogName, line, isError));
        logger.LogInformation("Dashboard: {Address}", address);
        await Task.WhenAny(process.Exited, Task.Delay(Timeout.Infinite, stop)).ConfigureAwait(false);
        if (!stop.IsCancellationRequested)
        {
            throw new IOException($"it has ended ({string.Join(' ', logs.Last(LogName, 3).Select(line => line.Content.Trim()))}).");
        }
        await process.StopAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
    }
}
