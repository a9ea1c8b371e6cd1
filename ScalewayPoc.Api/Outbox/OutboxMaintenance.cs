using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.ServiceDefaults;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Background work on what Redis keeps of events, done by one process at a time: sends what was left behind (the queue was
/// down, a process died), and forgets what is in the event log. Unhealthy while that fails; degraded while Redis uses more
/// than <see cref="MaxMemoryFill"/> of its memory, by the figures of the last sweep.
/// </summary>
sealed partial class OutboxMaintenance(
    OutboxStore store, InFlightEvents inFlight, OutboxSender sender, LoggedWrites log, KeyProjection keys,
    IOptions<OutboxOptions> options, ILogger<OutboxMaintenance> logger) : BackgroundService, IHealthCheck
{
    /// <summary>Used part of Redis's memory above which writes are expected to be refused soon.</summary>
    const double MaxMemoryFill = 0.8;

    const int SweepPage = 50;
    const int PrunePage = 500;

    /// <summary>Maximum number of pages without an event that is in the log; the newer ones are then not there either.</summary>
    const int MaxPages = 20;
    const int MaxPruneFactor = 32;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>After this an event is in no queue any more: 14 days is the longest that one keeps a message.</summary>
    static readonly TimeSpan MaxInFlightAge = TimeSpan.FromDays(15);

    readonly BackgroundLoop _loop = new("sweep", e => LogFailed(logger, e), options.Value.SweepInterval);
    volatile Backlog? _backlog;
    long _nextPrune;
    long _nextSequenceCheck;
    int _pruneFactor = 1;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_loop.IsFailing
            ? HealthCheckResult.Unhealthy("The sweep of the outbox fails and is retried. The log has the reason.")
            : _backlog?.MemoryFill > MaxMemoryFill
                ? HealthCheckResult.Degraded($"Redis uses more than {MaxMemoryFill:P0} of its memory.")
                : HealthCheckResult.Healthy());

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _loop.RunAsync(
        async () =>
        {
            var backlog = await inFlight.GetBacklogAsync(stoppingToken);
            _backlog = backlog;
            OutboxTelemetry.Swept(backlog);
            if (await SweepAsync(backlog, stoppingToken))
            {
                if (backlog.Incomplete > 0 && await keys.CompleteAsync(stoppingToken) is > 0 and var completed)
                {
                    LogCompleted(completed);
                }
                await EnsureSequenceAsync(stoppingToken);
                await PruneAsync(backlog, stoppingToken);
            }
        },
        stoppingToken);

    /// <summary>Sends what was left behind.</summary>
    /// <returns>Whether this process has the lease.</returns>
    async Task<bool> SweepAsync(Backlog backlog, CancellationToken stopping)
    {
        // Page by page past entries that the queue refuses for good, so that these delay no other.
        for (var after = 0.0; ;)
        {
            if (await store.SweepAsync(after, SweepPage, Lease, stopping) is not { } page)
            {
                return false;
            }
            if (page.Last is null || sender.IsPaused || backlog.Outbox == 0)
            {
                return true;
            }
            after = page.Last.Value;
            LogSwept(page.Entries.Count, await sender.SendPageAsync(page.Entries, stopping));
        }
    }

    /// <summary>
    /// After a loss of Redis the sequence starts again at the clock. Where that of the log is ahead of the clock, new writes
    /// would be older than those in the log.
    /// </summary>
    async Task EnsureSequenceAsync(CancellationToken stopping)
    {
        if (Environment.TickCount64 < _nextSequenceCheck || await keys.IsSequenceCheckedAsync(stopping))
        {
            return;
        }
        try
        {
            await keys.RaiseSequenceAsync(await log.MaxSequenceAsync(stopping), stopping);
        }
        catch (DependencyUnavailableException e)
        {
            // Writes do not need the database, so this loop continues without it.
            LogSequenceUnchecked(e);
            _nextSequenceCheck = Environment.TickCount64 + (long)options.Value.PruneInterval.TotalMilliseconds;
        }
    }

    /// <summary>Forgets the events that are in the log.</summary>
    async Task PruneAsync(Backlog backlog, CancellationToken stopping)
    {
        if (backlog.InFlight == 0 || Environment.TickCount64 < _nextPrune)
        {
            return;
        }
        var removed = 0;
        var after = 0.0;
        var oldest = (DateTimeOffset.UtcNow - MaxInFlightAge - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        for (var pages = 0; pages < MaxPages || removed > 0; pages++)
        {
            var page = (await inFlight.ListAsync(options.Value.PruneAge, after, PrunePage, stopping)).Entries;
            if (page.Length == 0)
            {
                break;
            }
            after = page[^1].Score;
            var logged = await log.FindAsync([.. page.Select(entry => entry.Element.ToString())], stopping);
            var excess = backlog.InFlight - removed - options.Value.MaxInFlight;
            RedisValue[] known = [.. page
                .Where((entry, i) => logged.Contains(entry.Element.ToString()) || entry.Score < oldest || i < excess)
                .Select(entry => entry.Element)];
            if (known.Length > 0)
            {
                await inFlight.RemoveAsync(known, stopping);
                removed += known.Length;
            }
        }
        _pruneFactor = removed > 0 || after == 0 ? 1 : Math.Min(2 * _pruneFactor, MaxPruneFactor);
        _nextPrune = Environment.TickCount64 + (long)(options.Value.PruneInterval * _pruneFactor).TotalMilliseconds;
    }

    [LoggerMessage(LogLevel.Error, "The sweep of the outbox has failed and is retried")]
    static partial void LogFailed(ILogger logger, Exception e);

    [LoggerMessage(LogLevel.Information, "Swept {Count} events that were left behind; the queue has acknowledged {Sent}")]
    partial void LogSwept(int count, int sent);

    [LoggerMessage(LogLevel.Warning, "Completed {Count} writes that a stop of Redis had cut short")]
    partial void LogCompleted(int count);

    [LoggerMessage(LogLevel.Warning, "The sequence is new in Redis and cannot be compared with the event log")]
    partial void LogSequenceUnchecked(Exception e);
}
