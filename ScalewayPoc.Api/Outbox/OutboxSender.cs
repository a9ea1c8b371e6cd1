using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Sends the entries of the outbox to the queue: those that this process accepts at once, in memory, those left behind when
/// <see cref="OutboxMaintenance"/> finds them. An entry leaves the outbox only after the queue has acknowledged it.
/// </summary>
sealed partial class OutboxSender(
    OutboxStore store, LoopSupervisor supervisor, IServiceProvider services, IOptions<OutboxOptions> options, ILogger<OutboxSender> logger)
    : BackgroundService
{
    const int MaxWaiting = 1024;

    // Bounds the memory: an entry that finds it full is left to the sweep.
    readonly Channel<Pending> _accepted = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    readonly SemaphoreSlim _requests = new(options.Value.Parallelism);
    readonly BackOff _backOff = new();

    sealed record Pending(OutboxEntry Entry, TaskCompletionSource<bool> Acknowledged);

    /// <summary>Whether requests are paused because the queue is down.</summary>
    public bool IsPaused => _backOff.IsOpen;

    /// <summary>Sends an entry that is already in the outbox.</summary>
    /// <returns>Whether the queue has acknowledged it within <see cref="OutboxOptions.AcknowledgeTimeout"/>. It is sent in any case.</returns>
    public async Task<bool> SendAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        var pending = new Pending(entry, new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            return _accepted.Writer.TryWrite(pending)
                && await pending.Acknowledged.Task.WaitAsync(options.Value.AcknowledgeTimeout, cancellation);
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
        var sends = new List<Task<HashSet<string>>>();
        foreach (var batch in QueueSender.Batches(entries))
        {
            await _requests.WaitAsync(cancellation);
            sends.Add(SendAndReleaseAsync(batch, cancellation));
        }
        return (await Task.WhenAll(sends)).Sum(acknowledged => acknowledged.Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var abort = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() =>
        {
            _accepted.Writer.TryComplete();
            abort.CancelAfter(options.Value.FlushTime);
        });
        await supervisor.RunAsync("sending", SendAcceptedAsync, abort.Token);
        if (_accepted.Reader.Count > 0)
        {
            LogLeftBehind(_accepted.Reader.Count);
        }
    }

    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

    async Task SendAcceptedAsync(Action running, CancellationToken abort)
    {
        running();
        while (await _accepted.Reader.WaitToReadAsync(abort))
        {
            // While all requests are under way, entries gather: under load batches are full, without it nothing waits.
            await _requests.WaitAsync(abort);
            var batch = ReadBatch();
            if (batch.Count == 0 || _backOff.IsOpen)
            {
                _requests.Release();
                batch.ForEach(pending => pending.Acknowledged.TrySetResult(false));
                continue;
            }
            _ = SendAndReportAsync(batch, abort);
        }
        // The requests under way.
        for (var i = 0; i < options.Value.Parallelism; i++)
        {
            await _requests.WaitAsync(abort);
        }
        _requests.Release(options.Value.Parallelism);
    }

    List<Pending> ReadBatch()
    {
        var batch = new List<Pending>(QueueSender.MaxEntries);
        var bytes = 0;
        while (batch.Count < QueueSender.MaxEntries && _accepted.Reader.TryPeek(out var next))
        {
            bytes += next.Entry.Envelope.Length;
            if (bytes > Limits.QueueRequestBytes && batch.Count > 0)
            {
                break;
            }
            _accepted.Reader.TryRead(out _);
            batch.Add(next);
        }
        return batch;
    }

    async Task SendAndReportAsync(List<Pending> batch, CancellationToken abort)
    {
        var acknowledged = await SendAndReleaseAsync([.. batch.Select(pending => pending.Entry)], abort);
        batch.ForEach(pending => pending.Acknowledged.TrySetResult(acknowledged.Contains(pending.Entry.Id)));
    }

    /// <summary>Sends one batch and removes from the outbox what was acknowledged; returns its ids. Never throws.</summary>
    async Task<HashSet<string>> SendAndReleaseAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken abort)
    {
        try
        {
            var acknowledged = await SendBatchAsync(batch, abort);
            if (acknowledged.Count > 0)
            {
                await RemoveAsync(acknowledged, abort);
            }
            return [.. acknowledged.Select(entry => entry.Id)];
        }
        finally
        {
            _requests.Release();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails, the entries stay in the outbox and sending continues.")]
    async Task<IReadOnlyList<OutboxEntry>> SendBatchAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken abort)
    {
        try
        {
            // Resolved here: the log and /health then report a wrong connection string like a queue that is down.
            var acknowledged = await services.GetRequiredService<QueueSender>().SendAsync(batch, abort);
            _backOff.Report(acknowledged.Count > 0);
            return acknowledged;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            _backOff.Report(false);
            LogNotSent(batch.Count, _backOff.Current.TotalSeconds, e.Message);
        }
        return [];
    }

    [SuppressMessage("Design", "CA1031", Justification = "What was sent and not removed is sent again; the event log takes it once.")]
    async Task RemoveAsync(IReadOnlyList<OutboxEntry> acknowledged, CancellationToken abort)
    {
        try
        {
            await store.RemoveAsync(acknowledged, abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogNotRemoved(acknowledged.Count, (e.InnerException ?? e).Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events were not sent, next attempt in {Seconds} s: {Reason}")]
    partial void LogNotSent(int count, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} sent events stay in the outbox for now: {Reason}")]
    partial void LogNotRemoved(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "Stopped with at least {Count} events not sent; they stay in the outbox")]
    partial void LogLeftBehind(int count);
}
