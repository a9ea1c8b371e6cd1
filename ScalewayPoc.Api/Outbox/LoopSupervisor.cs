using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Keeps background loops running: an exception is logged and counted, then the loop starts again after 1 s, doubling up to
/// 30 s while it fails again.
/// </summary>
sealed partial class LoopSupervisor(ILogger<LoopSupervisor> logger)
{
    static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);
    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, int> _failures = new();

    /// <summary>Names of the loops that have failed and have done nothing since.</summary>
    public IEnumerable<string> Failing => _failures.Keys.Order(StringComparer.Ordinal);

    /// <summary>Runs a loop until it returns, which it does at the stop of the process alone.</summary>
    /// <param name="name">Name in log, metric and <c>/health</c>.</param>
    /// <param name="loop">The loop; it calls its first argument whenever it has done something.</param>
    /// <param name="stopping">Ends the loop, and the pause before it starts again.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A loop must survive every fault.")]
    public async Task RunAsync(string name, Func<Action, CancellationToken, Task> loop, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await loop(() => _failures.TryRemove(name, out _), stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var failures = _failures.AddOrUpdate(name, 1, (_, before) => before + 1);
                var delay = TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, MinDelay.Ticks << Math.Min(failures - 1, 8)));
                OutboxTelemetry.Failed(name);
                LogFailed(e, name, delay.TotalSeconds);
                await Task.Delay(delay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The background loop '{Name}' has failed and starts again in {Seconds} s")]
    partial void LogFailed(Exception e, string name, double seconds);
}

/// <summary>
/// Unhealthy while a background loop fails; degraded while Redis uses more than <see cref="MaxMemoryFill"/> of its memory.
/// Takes the figures of the last sweep.
/// </summary>
sealed class OutboxHealthCheck(LoopSupervisor supervisor, OutboxMaintenance maintenance) : IHealthCheck
{
    public const string Name = "outbox";

    /// <summary>Marks checks of this process, not of a dependency.</summary>
    public const string Tag = "internal";

    /// <summary>Used part of Redis's memory above which writes are expected to be refused soon.</summary>
    public const double MaxMemoryFill = 0.8;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failing = string.Join(", ", supervisor.Failing);
        var result = failing.Length > 0
            ? HealthCheckResult.Unhealthy($"Background work fails and is retried: {failing}. The log has the reason.")
            : maintenance.Backlog?.MemoryFill > MaxMemoryFill
                ? HealthCheckResult.Degraded($"Redis uses more than {MaxMemoryFill:P0} of its memory.")
                : HealthCheckResult.Healthy();
        return Task.FromResult(result);
    }
}
