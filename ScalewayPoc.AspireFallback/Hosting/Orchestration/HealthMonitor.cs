using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of each running resource and tells when it is ready.</summary>
sealed class HealthMonitor(
    ResourceNotificationService notifications, HealthCheckService checks, IDistributedApplicationEventing eventing, IServiceProvider services) : BackgroundService
{
    static readonly TimeSpan WhenHealthy = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new Dictionary<IResource, CancellationTokenSource>();
        await foreach (var change in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            var isRunning = change.Snapshot.State?.Text == KnownResourceStates.Running;
            if (isRunning && !running.ContainsKey(change.Resource))
            {
                var monitoring = running[change.Resource] = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                _ = MonitorAsync(change.Resource, monitoring.Token);
            }
            else if (!isRunning && running.Remove(change.Resource, out var monitoring))
            {
                await monitoring.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    async Task MonitorAsync(IResource resource, CancellationToken stop)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        var (ready, delay) = (false, Shortest);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var report = await CheckAsync(keys, stop).ConfigureAwait(false);
                if (!ready && report.Status == HealthStatus.Healthy)
                {
                    ready = true;
                    await PublishAsync(resource, report, stop).ConfigureAwait(false);
                    await AnnounceAsync(resource, stop).ConfigureAwait(false);
                }
                else
                {
                    await PublishAsync(resource, report, stop).ConfigureAwait(false);
                }
                if (keys.Count == 0)
                {
                    return;
                }
                delay = report.Status == HealthStatus.Healthy ? Shortest : delay * 1.5 < Longest ? delay * 1.5 : Longest;
                await Task.Delay(report.Status == HealthStatus.Healthy ? WhenHealthy : delay, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The resource does not run any more.
        }
    }

    // A check that cannot even be created would fail them all without saying so.
    async Task<HealthReport> CheckAsync(HashSet<string> keys, CancellationToken stop)
    {
        try
        {
            return await checks.CheckHealthAsync(check => keys.Contains(check.Name), stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(keys.ToDictionary(key => key, _ => new HealthReportEntry(HealthStatus.Unhealthy, "The health check could not be run.", TimeSpan.Zero, e, null)), TimeSpan.Zero);
        }
    }

    Task PublishAsync(IResource resource, HealthReport report, CancellationToken stop) => notifications.PublishUpdateAsync(resource, state =>
        stop.IsCancellationRequested || report.Entries.Count == 0 ? state : state with
        {
            HealthReports = [.. report.Entries.Select(entry =>
                new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()))],
        });

    async Task AnnounceAsync(IResource resource, CancellationToken stop)
    {
        var handled = eventing.PublishAsync(new ResourceReadyEvent(resource, services), stop);
        await handled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await notifications.PublishUpdateAsync(resource, state => stop.IsCancellationRequested ? state : state with { ReadyEvent = handled }).ConfigureAwait(false);
    }
}
