using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>
/// Receives from the queue, with as many batches at a time as the options say, while the event log takes events. When the
/// service is to stop it receives no more, ends what it has begun, and gives back what it cannot end in time.
/// </summary>
sealed partial class QueuePoller(
    SqsQueue queue,
    BatchReceiver receiver,
    BatchProcessor processor,
    EventLogAvailability log,
    ConsumerOptions options,
    TimeProvider clock,
    ILogger<QueuePoller> logger) : BackgroundService, IHealthCheck
{
    /// <summary>
    /// How long a running poll may go on when the service is to stop. A queue with messages answers at once, and what
    /// it answers is handled; what it answers to a cancelled poll is hidden from everybody until it times out.
    /// </summary>
    static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(1);

    // Left of the time to stop: for giving back, and for the marks.
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1) + ProcessedMarks.StopLimit;

    /// <summary>Somebody may change the queue; a renewal with another visibility timeout than its own is refused.</summary>
    static readonly TimeSpan SettingsLifetime = TimeSpan.FromMinutes(1);

    QueueSettings? _settings;
    long _settingsRead;
    volatile string? _fault = "it has not answered yet";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_fault is { } fault
            ? new HealthCheckResult(context.Registration.FailureStatus, $"Nothing is received from queue {queue.Name}: {fault}")
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pollEnd = new CancellationTokenSource();
        using var drained = new CancellationTokenSource();
        using var stop = stoppingToken.Register(() =>
        {
            LogStopping();
            pollEnd.CancelAfter(PollLimit);
            drained.CancelAfter(options.StopTimeout - Reserve);
        });
        await Task.WhenAll(Enumerable.Range(0, options.Polling.Receivers)
            .Select(_ => Task.Run(() => ReceiveAsync(new(stoppingToken, pollEnd.Token, drained.Token)), CancellationToken.None)));
    }

    async Task ReceiveAsync(StopSignals stop)
    {
        var stopping = stop.Stopping;
        var backoff = new Backoff();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await log.WaitAsync(stopping);
                var settings = await GetSettingsAsync(stopping);
                var batch = await receiver.ReceiveAsync(stop.PollEnd);
                _fault = null;
                backoff.Reset();
                if (batch.Messages.Count > 0)
                {
                    await processor.ProcessAsync(batch, settings, stop);
                }
            }
            catch (Exception e)
            {
                if (!stopping.IsCancellationRequested)
                {
                    Failed(e);
                    await backoff.DelayAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else if (e is not OperationCanceledException)
                {
                    LogFault(e, e.Message);
                }
            }
        }
    }

    async Task<QueueSettings> GetSettingsAsync(CancellationToken cancellation)
    {
        if (_settings is { } known && clock.GetElapsedTime(_settingsRead) < SettingsLifetime)
        {
            return known;
        }
        var settings = await QueueSettings.ReadAsync(queue, cancellation);
        _settingsRead = clock.GetTimestamp();
        if (Interlocked.Exchange(ref _settings, settings) != settings)
        {
            LogSettings(queue.Name, options.Polling.Receivers, settings.VisibilityTimeout.TotalSeconds);
            if (!settings.HasDeadLetterQueue)
            {
                LogNoDeadLetterQueue(queue.Name);
            }
        }
        _fault = null;
        return settings;
    }

    void Failed(Exception e)
    {
        // The queue may come back with other settings.
        _settings = null;
        if (_fault != e.Message)
        {
            _fault = e.Message;
            LogFault(e, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Receiving from {Queue}: {Receivers} batches at a time, visibility timeout {Seconds} s")]
    partial void LogSettings(string queue, int receivers, double seconds);

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} has no dead-letter queue: unreadable messages come back until their retention ends")]
    partial void LogNoDeadLetterQueue(string queue);

    [LoggerMessage(LogLevel.Error, "Receiving failed, trying again: {Reason}")]
    partial void LogFault(Exception e, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping: no more messages are received")]
    partial void LogStopping();
}
