using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Sends the last telemetry when the service has stopped, all signals at once and for a limited time. Left to
/// themselves they follow each other, five seconds each where a collector takes connections and does not answer: more
/// than a platform waits before it kills.
/// </summary>
sealed class TelemetryFlush(IServiceProvider services) : IHostedService
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)Limit.TotalMilliseconds;
        return Task.WhenAll(
            Start(() => services.GetService<TracerProvider>()?.Shutdown(limit)),
            Start(() => services.GetService<MeterProvider>()?.Shutdown(limit)),
            Start(() => services.GetService<LoggerProvider>()?.Shutdown(limit)));
    }

    /// <summary>On a thread of its own: the threads of the pool are needed for the sending that it waits for.</summary>
    static Task Start(Action flush) =>
        Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
