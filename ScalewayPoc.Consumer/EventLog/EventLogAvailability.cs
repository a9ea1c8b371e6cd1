using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// Whether the event log accepts events, by the last attempt. While it does not, migrates its tables where that is due, at
/// growing intervals. Nothing is received meanwhile: each receive of a message that cannot be handled brings it closer to
/// the dead-letter queue.
/// </summary>
sealed partial class EventLogAvailability : BackgroundService, IHealthCheck
{
    readonly Lock _change = new();
    readonly BackgroundLoop _loop;
    readonly EventLogSchema _schema;
    readonly ILogger _logger;
    TaskCompletionSource _available = NewSignal();
    TaskCompletionSource _unavailable = CompletedSignal();
    string? _fault = "the schema has not been checked yet";
    string? _publicFault = "the schema has not been checked yet";

    public EventLogAvailability(EventLogSchema schema, ILogger<EventLogAvailability> logger)
    {
        _schema = schema;
        _logger = logger;
        _loop = new("event-log", Failed);
    }

    /// <summary>To be called after every failed attempt.</summary>
    public void Failed(Exception e)
    {
        var cause = e is EventLogUnavailableException { InnerException: { } inner } ? inner : e;
        var fault = EventLogFaults.Describe(cause);
        lock (_change)
        {
            if (_fault is null)
            {
                _available = NewSignal();
            }
            if (_fault != fault)
            {
                LogUnavailable(fault);
            }
            _fault = fault;
            _publicFault = EventLogFaults.DescribePublicly(cause);
            _unavailable.TrySetResult();
        }
    }

    /// <summary>To be called after every successful attempt.</summary>
    public void Succeeded()
    {
        lock (_change)
        {
            if (_fault is null)
            {
                return;
            }
            _fault = null;
            _unavailable = NewSignal();
            _available.TrySetResult();
        }
        LogAvailable();
    }

    /// <summary>Returns as soon as the log is available.</summary>
    public Task WaitAsync(CancellationToken cancellation) => Signal(ref _available).WaitAsync(cancellation);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_change)
        {
            var fault = _fault is not null ? _publicFault : _loop.Running == 0 ? "the check for its recovery is not running" : null;
            return Task.FromResult(fault is null
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, $"The event log accepts no events: {fault}."));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _loop.RunAsync(
        async () =>
        {
            await Signal(ref _unavailable).WaitAsync(stoppingToken);
            await DetachedTask.RunAsync(MigrateAsync, stoppingToken);
            Succeeded();
        },
        stoppingToken);

    async Task<bool> MigrateAsync(CancellationToken cancellation)
    {
        await _schema.MigrateAsync(cancellation);
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

    [LoggerMessage(LogLevel.Warning, "The event log accepts no events, nothing is received until it does: {Reason}")]
    partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Information, "The event log accepts events")]
    partial void LogAvailable();
}
