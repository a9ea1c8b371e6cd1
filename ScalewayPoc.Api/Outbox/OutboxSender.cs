using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Sends the entries of the outbox to the queue: those that this process accepts at once, in memory, those left behind when
/// <see cref="OutboxMaintenance"/> finds them. An entry leaves the outbox only after the queue has acknowledged it.
/// </summary>
sealed partial class OutboxSender(
    OutboxStore store, IServiceProvider services, IOptions<OutboxOptions> options, ILogger<OutboxSender> logger) : BackgroundService
{
    const int MaxWaiting = 1024;

    // Bounds the memory: an accepted entry that finds it full is left to the sweep.
    readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    readonly SemaphoreSlim _requests = new(options.Value.Parallelism);
    readonly RetryBackoff _backoff = new();

    sealed class Pending(OutboxEntry entry) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public OutboxEntry Entry => entry;
    }

    /// <summary>Whether requests are paused because the queue is down.</summary>
    public bool IsPaused => _backoff.IsPaused;

    /// <summary>Sends an entry that is already in the outbox.</summary>
    /// <returns>Whether the queue has acknowledged it within <see cref="OutboxOptions.AcknowledgeTimeout"/>. It is sent in any case.</returns>
    public async Task<bool> SendAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        var pending = new Pending(entry);
        try
        {
            return _pending.Writer.TryWrite(pending) && await pending.Task.WaitAsync(options.Value.AcknowledgeTimeout, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Sends a page of entries that were left behind.</summary>
    /// <returns>The number that the queue has acknowledged.</returns>
    public async Task<int> SendPageAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        var page = entries.Select(entry => new Pending(entry)).ToList();
        foreach (var pending in page)
        {
            await _pending.Writer.WriteAsync(pending, cancellation);
        }
        return (await Task.WhenAll(page.Select(pending => pending.Task)).WaitAsync(cancellation)).Count(acknowledged => acknowledged);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var end = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() =>
        {
            _pending.Writer.TryComplete();
            end.CancelAfter(options.Value.FlushTime);
        });
        await new BackgroundLoop("sending", LogFailed).RunAsync(() => SendNextAsync(end), end.Token);
        if (_pending.Reader.Count > 0)
        {
            LogLeftBehind(_pending.Reader.Count);
        }
    }

    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

    /// <summary>Starts to send one batch; after the stop, ends the loop as soon as everything is sent.</summary>
    async Task SendNextAsync(CancellationTokenSource end)
    {
        if (!await _pending.Reader.WaitToReadAsync(end.Token))
        {
            for (var request = 0; request < options.Value.Parallelism; request++)
            {
                await _requests.WaitAsync(end.Token);
            }
            await end.CancelAsync();
            return;
        }
        // While all requests are under way, entries gather: under load batches are full, without it nothing waits.
        await _requests.WaitAsync(end.Token);
        _ = SendBatchAsync(ReadBatch(), end.Token);
    }

    List<Pending> ReadBatch()
    {
        var batch = new List<Pending>(QueueSender.MaxEntries);
        var bytes = 0;
        while (batch.Count < QueueSender.MaxEntries && _pending.Reader.TryPeek(out var next))
        {
            bytes += next.Entry.Envelope.Length;
            if (bytes > Limits.QueueRequestBytes && batch.Count > 0)
            {
                break;
            }
            _pending.Reader.TryRead(out _);
            batch.Add(next);
        }
        return batch;
    }

    /// <summary>Sends one batch, removes from the outbox what was acknowledged, and releases the request. Never throws.</summary>
    async Task SendBatchAsync(List<Pending> batch, CancellationToken end)
    {
        IReadOnlyList<OutboxEntry> acknowledged = [];
        try
        {
            if (!IsPaused)
            {
                // Resolved here: the log and /health then report a wrong connection string like a queue that is down.
                acknowledged = await services.GetRequiredService<QueueSender>().SendAsync([.. batch.Select(pending => pending.Entry)], end);
                if (acknowledged.Count > 0)
                {
                    _backoff.Reset();
                }
                else
                {
                    _backoff.Fail();
                }
            }
        }
        catch (Exception e)
        {
            LogNotSent(batch.Count, _backoff.Fail().TotalSeconds, e.Message);
        }
        if (acknowledged.Count > 0)
        {
            await RemoveAsync(acknowledged, end);
        }
        _requests.Release();
        batch.ForEach(pending => pending.TrySetResult(acknowledged.Contains(pending.Entry)));
    }

    /// <summary>What was sent and cannot be removed is sent again; the event log takes it once.</summary>
    async Task RemoveAsync(IReadOnlyList<OutboxEntry> acknowledged, CancellationToken end)
    {
        try
        {
            await store.RemoveAsync(acknowledged, end);
        }
        catch (Exception e)
        {
            LogNotRemoved(acknowledged.Count, (e.InnerException ?? e).Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Sending has failed and starts again")]
    partial void LogFailed(Exception e);

    [LoggerMessage(LogLevel.Warning, "{Count} events were not sent, next attempt in {Seconds} s: {Reason}")]
    partial void LogNotSent(int count, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} sent events stay in the outbox for now: {Reason}")]
    partial void LogNotRemoved(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "Stopped with at least {Count} events not sent; they stay in the outbox")]
    partial void LogLeftBehind(int count);
}
