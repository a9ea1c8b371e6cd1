using System.Collections.Concurrent;
using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Passes the logs of resources on to the AppHost's log, category <c>APPHOST.Resources.NAME</c>: all lines if asked for or
/// where no dashboard shows them, else the last ones of a resource that has failed.
/// </summary>
sealed class ResourceLogForwarder(
    ResourceLoggerService logs, ResourceNotificationService notifications, DistributedApplicationOptions options, DashboardService dashboard,
    IHostEnvironment environment, ILoggerFactory loggers) : BackgroundService
{
    const int LastLines = 20;

    readonly ConcurrentDictionary<string, ILogger> _loggers = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        logs.LineAdded += (resource, line) =>
        {
            if (options.EnableResourceLogging || dashboard.IsMissing)
            {
                Forward(resource, line);
            }
        };
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = new HashSet<string>();
        await foreach (var change in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            var (name, state) = (change.Resource.Name, change.Snapshot.State?.Text);
            if (state != KnownResourceStates.FailedToStart && change.Snapshot.ExitCode is null or 0)
            {
                failed.Remove(name);
            }
            else if (failed.Add(name))
            {
                if (!options.EnableResourceLogging && !dashboard.IsMissing)
                {
                    logs.Last(name, LastLines).ToList().ForEach(line => Forward(name, line));
                }
                Logger(name).LogError("{State}{ExitCode}.", state, change.Snapshot.ExitCode is { } code ? $" with exit code {code}" : "");
            }
        }
    }

    void Forward(string resource, LogLine line) =>
        Logger(resource).Log(line.IsErrorMessage ? LogLevel.Error : LogLevel.Information, "{LineNumber}: {LineContent}", line.LineNumber, line.Content);

    ILogger Logger(string resource) => _loggers.GetOrAdd(resource, name => loggers.CreateLogger($"{environment.ApplicationName}.Resources.{name}"));
}
