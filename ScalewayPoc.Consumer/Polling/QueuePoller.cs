using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>
/// Receives from the queue while the event log is available, up to <see cref="PollingOptions.Receivers"/> batches at a time.
/// On stop it receives no more, completes what it has begun, and releases what it cannot complete in time.
/// </summary>
sealed partial class QueuePoller : BackgroundService, IHealthCheck
{
    /// <summary>
    /// How long a running poll may continue after the stop. A queue with messages responds at once, and they are handled;
    /// the messages of a canceled poll stay invisible until their visibility timeout.
    /// </summary>
    static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Part of the stop timeout that remains for the release and for the rest of the host.</summary>
    static readonly TimeSpan ReleaseReserve = TimeSpan.FromSeconds(2);

    /// <summary>The queue's attributes can change; a renewal with another visibility timeout than its own is refused.</summary>
    static readonly TimeSpan SettingsLifetime = TimeSpan.FromMinutes(1);

    readonly MessageQueue _queue;
    readonly BatchProcessor _processor;
    readonly EventLogAvailability _log;
    readonly ConsumerOptions _options;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly BackgroundLoop _loop;
    readonly ReceivePermits _permits;
    QueueSettings? _settings;
    long _settingsRead;
    volatile string? _loggedFault;
    volatile string? _fault = "no request has been answered yet";

    public QueuePoller(
        MessageQueue queue, BatchProcessor processor, EventLogAvailability log, ConsumerOptions options, TimeProvider clock, ILogger<QueuePoller> logger)
    {
        _queue = queue;
        _processor = processor;
        _log = log;
        _options = options;
        _clock = clock;
        _logger = logger;
        _loop = new("polling", Failed);
        _permits = new(options.Polling.Receivers);
    }

    public override void Dispose()
    {
        _permits.Dispose();
        base.Dispose();
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var running = _loop.Running;
        var fault = running < _options.Polling.Receivers ? $"{running} of {_options.Polling.Receivers} receivers are running" : _fault;
        return Task.FromResult(fault is null
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, $"Nothing is received from queue {_queue.Name}: {fault}."));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pollEnd = new CancellationTokenSource();
        using var drainDeadline = new CancellationTokenSource();
        using var stop = stoppingToken.Register(() =>
        {
            LogStopping();
            pollEnd.CancelAfter(PollTimeout);
            drainDeadline.CancelAfter(_options.StopTimeout - ReleaseReserve);
        });
        var signals = new StopSignals(stoppingToken, pollEnd.Token, drainDeadline.Token);
        await Task.WhenAll(Enumerable.Range(0, _options.Polling.Receivers)
            .Select(_ => Task.Run(() => _loop.RunAsync(() => ReceiveAsync(signals), stoppingToken), CancellationToken.None)));
    }

    async Task ReceiveAsync(StopSignals stop)
    {
        await _permits.WaitAsync(stop.Stopping);
        ReceivedBatch batch = default;
        QueueSettings settings;
        try
        {
            await _log.WaitAsync(stop.Stopping);
            settings = await GetSettingsAsync(stop.Stopping);
            batch = await _queue.ReceiveAsync(_options.Polling.WaitTime, stop.PollEnd);
            _fault = _loggedFault = null;
        }
        finally
        {
            _permits.Return(batch.Messages?.Count ?? 0);
        }
        if (batch.Messages.Count > 0)
        {
            await _processor.ProcessAsync(batch, settings, stop);
        }
    }

    async Task<QueueSettings> GetSettingsAsync(CancellationToken cancellation)
    {
        if (_settings is { } known && _clock.GetElapsedTime(_settingsRead) < SettingsLifetime)
        {
            return known;
        }
        var settings = await _queue.ReadSettingsAsync(cancellation);
        _settingsRead = _clock.GetTimestamp();
        if (Interlocked.Exchange(ref _settings, settings) != settings)
        {
            LogSettings(_queue.Name, _options.Polling.Receivers, settings.VisibilityTimeout.TotalSeconds);
            if (!settings.HasDeadLetterQueue)
            {
                LogNoDeadLetterQueue(_queue.Name);
            }
        }
        // Not after the first poll: that can take 20 s, and health would wait for it.
        _fault = null;
        return settings;
    }

    void Failed(Exception e)
    {
        // The queue may come back with other settings.
        _settings = null;
        // Public: the text of another server could name hosts and keys. It is in the log.
        _fault = e is UnsuitableQueueException ? e.Message.TrimEnd('.') : "the last request to it, or the handling of a batch, failed";
        // Once, not by every receiver at every attempt.
        if (_loggedFault != e.Message)
        {
            _loggedFault = e.Message;
            LogFault(e, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Receiving from {Queue}: {Receivers} batches at a time, visibility timeout {Seconds} s")]
    partial void LogSettings(string queue, int receivers, double seconds);

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} has no dead-letter queue: unreadable messages are delivered again until their retention ends")]
    partial void LogNoDeadLetterQueue(string queue);

    [LoggerMessage(LogLevel.Error, "Receiving failed, trying again: {Reason}")]
    partial void LogFault(Exception e, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping: no more messages are received")]
    partial void LogStopping();
}

static class PollingExtensions
{
    /// <summary>Registers receiving from the queue. Requires the event handling.</summary>
    public static void AddQueuePolling(this WebApplicationBuilder builder)
    {
        builder.AddSqsQueue(ResourceNames.Ingress);
        builder.Services.AddSingleton<MessageQueue>();
        builder.Services.AddSingleton<BatchProcessor>();
        builder.Services.AddSingleton<QueuePoller>();
        builder.Services.AddHostedService(services => services.GetRequiredService<QueuePoller>());
        builder.Services.AddHealthChecks().AddCheck<QueuePoller>("polling");
    }
}
