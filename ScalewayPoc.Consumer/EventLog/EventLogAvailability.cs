using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// Whether the event log takes events, as far as is known; while it does not, asks it at growing intervals and creates
/// its tables where they are missing. Nothing is received meanwhile: a message that cannot be handled comes nearer to the
/// dead-letter queue with each receive.
/// </summary>
sealed partial class EventLogAvailability(EventLogSchema schema, ILogger<EventLogAvailability> logger)
    : BackgroundService, IHealthCheck
{
    readonly Lock _change = new();
    TaskCompletionSource _available = NewSignal();
    TaskCompletionSource _unavailable = CompletedSignal();
    string? _reason = "its tables have not been looked for yet";

    /// <summary>To be told after every failed attempt.</summary>
    public void Failed(Exception e)
    {
        var reason = EventLogFaults.Describe(e is EventLogUnavailableException { InnerException: { } inner } ? inner : e);
        lock (_change)
        {
            if (_reason is null)
            {
                _available = NewSignal();
            }
            if (_reason != reason)
            {
                LogUnavailable(reason);
            }
            _reason = reason;
            _unavailable.TrySetResult();
        }
    }

    /// <summary>To be told after every successful attempt.</summary>
    public void Succeeded()
    {
        lock (_change)
        {
            if (_reason is null)
            {
                return;
            }
            _reason = null;
            _unavailable = NewSignal();
            _available.TrySetResult();
        }
        LogAvailable();
    }

    /// <summary>Ends at once while the log is available, otherwise when it is again.</summary>
    public Task WaitAsync(CancellationToken cancellation) => Signal(ref _available).WaitAsync(cancellation);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_change)
        {
            return Task.FromResult(_reason is { } reason
                ? new HealthCheckResult(context.Registration.FailureStatus, $"The event log takes no events: {reason}")
                : HealthCheckResult.Healthy());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            await Signal(ref _unavailable).WaitAsync(stoppingToken);
            try
            {
                await DetachedTask.RunAsync(CreateAsync, stoppingToken);
                Succeeded();
                backoff.Reset();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(e);
                await backoff.DelayAsync(stoppingToken);
            }
        }
    }

    async Task<bool> CreateAsync(CancellationToken cancellation)
    {
        await schema.CreateAsync(cancellation);
        return true;
    }

    Task Signal(ref TaskCompletionSource signal)
    {
        lock (_change)
        {
            return signal.Task;
        }
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    static TaskCompletionSource CompletedSignal()
    {
        var signal = NewSignal();
        signal.SetResult();
        return signal;
    }

    [LoggerMessage(LogLevel.Warning, "The event log takes no events, nothing is received until it does: {Reason}")]
    partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Information, "The event log takes events")]
    partial void LogAvailable();
}
