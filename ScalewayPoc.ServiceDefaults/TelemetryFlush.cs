using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Exports the remaining telemetry when the service has stopped: all signals in parallel, for at most a second. By default
/// they follow each other and take five seconds each when a collector accepts connections and does not respond: longer than
/// a platform waits before it kills the process.
/// </summary>
sealed class TelemetryFlush(IServiceProvider services) : IHostedService
{
    static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(1);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)MaxDuration.TotalMilliseconds;
        return Task.WhenAll(
            Start(() => services.GetService<TracerProvider>()?.Shutdown(limit)),
            Start(() => services.GetService<MeterProvider>()?.Shutdown(limit)),
            Start(() => services.GetService<LoggerProvider>()?.Shutdown(limit)));
    }

    /// <summary>Runs on its own thread: the export that it waits for needs the threads of the pool.</summary>
    static Task Start(Action flush) =>
        Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
