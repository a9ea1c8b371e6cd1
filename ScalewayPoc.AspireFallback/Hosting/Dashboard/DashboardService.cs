using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Starts the Aspire dashboard.</summary>
sealed class DashboardService : BackgroundService
{
    /// <summary>Whether there is no dashboard to look at.</summary>
    public bool IsMissing { get; private set; }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
