using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Brings the outbox to the queue. What this process accepts is handed over in memory and sent at once; what stays
/// behind (the queue was down, a process died, the hand-over was full) is found by a sweep of Redis. Either way an
/// entry leaves the outbox only after the queue has acknowledged it.
/// </summary>
sealed partial class OutboxSender(
    OutboxStore store, IServiceProvider services, IOptions<OutboxOptions> options, ILogger<OutboxSender> logger)
    : BackgroundService
{
    const int SweepPage = 50;
    static readonly TimeSpan SweepLease = TimeSpan.FromSeconds(5);

    // Bounds the memory; whoever finds it full leaves the entry to the sweep.
    readonly Channel<OutboxEntry> _accepted = Channel.CreateBounded<OutboxEntry>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    readonly SemaphoreSlim _requests = new(options.Value.Parallelism);
    readonly BackOff _backOff = new();

    /// <summary>Hands over an entry that is already in the outbox. Never waits.</summary>
    public void Send(OutboxEntry entry) => _accepted.Writer.TryWrite(entry);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var abort = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() =>
        {
            _accepted.Writer.TryComplete();
            abort.CancelAfter(options.Value.FlushTime);
        });
        await Task.WhenAll(SendAcceptedAsync(abort.Token), SweepAsync(stoppingToken));
    }

    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

    async Task SendAcceptedAsync(CancellationToken abort)
    {
        try
        {
            while (await _accepted.Reader.WaitToReadAsync(abort))
            {
                // While all requests are under way, entries gather: under load batches are full, without it nothing waits.
                await _requests.WaitAsync(abort);
                var batch = ReadBatch();
                if (batch.Count == 0 || _backOff.IsResting)
                {
                    _requests.Release();
                    continue;
                }
                _ = SendAndReleaseAsync(batch, abort);
            }
            await DrainAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            LogLeftBehind(_accepted.Reader.Count);
        }
    }

    List<OutboxEntry> ReadBatch()
    {
        var batch = new List<OutboxEntry>(QueueSender.MaxEntries);
        var bytes = 0;
        while (batch.Count < QueueSender.MaxEntries && _accepted.Reader.TryPeek(out var next))
        {
            bytes += Encoding.UTF8.GetByteCount(next.Envelope);
            if (bytes > Limits.QueueRequestBytes && batch.Count > 0)
            {
                break;
            }
            _accepted.Reader.TryRead(out _);
            batch.Add(next);
        }
        return batch;
    }

    async Task<bool> SendAndReleaseAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken abort)
    {
        try
        {
            return await SendAsync(batch, abort);
        }
        finally
        {
            _requests.Release();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails, the entries stay in the outbox and the sender goes on.")]
    async Task<bool> SendAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken abort)
    {
        try
        {
            // Resolved here: a wrong connection string is then told by the log and /health, like a queue that is down.
            var acknowledged = await services.GetRequiredService<QueueSender>().SendAsync(batch, abort);
            _backOff.Report(acknowledged.Count > 0);
            if (acknowledged.Count > 0)
            {
                await store.RemoveAsync(acknowledged, abort);
            }
            return acknowledged.Count > 0;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
        }
        catch (DependencyUnavailableException e)
        {
            // They were sent and will be sent again; the event log takes each once.
            LogNotRemoved(batch.Count, e.InnerException!.Message);
        }
        catch (Exception e)
        {
            _backOff.Report(false);
            LogNotSent(batch.Count, _backOff.Current.TotalSeconds, e.Message);
        }
        return false;
    }

    /// <summary>Waits for the requests under way.</summary>
    async Task DrainAsync(CancellationToken abort)
    {
        for (var i = 0; i < options.Value.Parallelism; i++)
        {
            await _requests.WaitAsync(abort);
        }
        _requests.Release(options.Value.Parallelism);
    }

    async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.SweepInterval);
            do
            {
                await SweepOnceAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    async Task SweepOnceAsync(CancellationToken stopping)
    {
        try
        {
            OutboxTelemetry.Depth = await store.CountAsync(stopping);
            var after = 0.0;
            while (!_backOff.IsResting && OutboxTelemetry.Depth > 0 && await store.TryLeaseSweepAsync(SweepLease, stopping))
            {
                // Page by page past entries that the queue refuses for good, so that these hold nobody up.
                var (entries, last) = await store.ReadAsync(options.Value.SweepAge, after, SweepPage, stopping);
                if (last is null)
                {
                    return;
                }
                after = last.Value;
                await SendPageAsync(entries, stopping);
            }
        }
        catch (DependencyUnavailableException e)
        {
            LogNotSwept(e.InnerException!.Message);
        }
    }

    async Task SendPageAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken stopping)
    {
        var sends = new List<Task<bool>>();
        foreach (var batch in QueueSender.Batches(entries))
        {
            await _requests.WaitAsync(stopping);
            sends.Add(SendAndReleaseAsync(batch, stopping));
        }
        var sent = await Task.WhenAll(sends);
        LogSwept(entries.Count, sent.Count(ok => ok), sent.Length);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events were not sent, next attempt in {Seconds} s: {Reason}")]
    partial void LogNotSent(int count, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} sent events stay in the outbox for now: {Reason}")]
    partial void LogNotRemoved(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "The outbox could not be swept: {Reason}")]
    partial void LogNotSwept(string reason);

    [LoggerMessage(LogLevel.Information, "Swept {Count} events that were left behind; {Sent} of {Batches} batches sent")]
    partial void LogSwept(int count, int sent, int batches);

    [LoggerMessage(LogLevel.Warning, "Stopped with at least {Count} events not sent; they stay in the outbox")]
    partial void LogLeftBehind(int count);
}
