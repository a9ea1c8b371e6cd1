using Amazon.SQS.Model;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>
/// Keeps received messages invisible while they are handled, by renewing their visibility timeout after each third of it,
/// and records which of them may have become visible all the same: their receipt handles are stale. A message that was
/// delivered twice counts as two.
/// </summary>
sealed partial class BatchLease : IAsyncDisposable
{
    readonly MessageQueue _queue;
    readonly TimeSpan _timeout;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly Dictionary<Message, long> _renewed;
    readonly CancellationTokenSource _end = new();
    readonly PeriodicTimer _timer;
    readonly Task _heartbeat;

    /// <summary>Begins with the queue's visibility timeout, which runs since the timestamp <paramref name="received"/>.</summary>
    public BatchLease(
        MessageQueue queue, IEnumerable<Message> messages, long received, TimeSpan timeout, TimeProvider clock, ILogger logger)
    {
        _queue = queue;
        _timeout = timeout;
        _clock = clock;
        _logger = logger;
        _renewed = messages.ToDictionary(message => message, _ => received);
        _timer = new(timeout / 3, clock);
        _heartbeat = RenewAsync(_end.Token);
    }

    /// <summary>
    /// Whether the message is certainly still invisible, with a tenth of the timeout to spare for the next request. Call it
    /// after <see cref="StopAsync"/>.
    /// </summary>
    public bool IsHeld(Message message) =>
        _renewed.TryGetValue(message, out var renewed) && _clock.GetElapsedTime(renewed) < _timeout * 0.9;

    /// <summary>
    /// Ends the renewals. Must have returned before a message is released: a renewal in progress would hide it again.
    /// </summary>
    public async Task StopAsync()
    {
        // Ends the wait for the next renewal without an exception, which each batch would have to pay for.
        _timer.Dispose();
        await _end.CancelAsync();
        await _heartbeat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    async Task RenewAsync(CancellationToken end)
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
        {
            // An expired message may be another receiver's; renewing it could hide it from that one.
            var held = _renewed.Keys.Where(IsHeld).ToList();
            if (held.Count == 0)
            {
                return;
            }
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
                limit.CancelAfter(_timeout / 3);
                await RenewAsync(held, limit.Token);
            }
            catch (Exception e) when (!end.IsCancellationRequested)
            {
                LogNotRenewed(held.Count, e.Message);
            }
        }
    }

    async Task RenewAsync(List<Message> held, CancellationToken cancellation)
    {
        // The new time runs at the earliest from now.
        var now = _clock.GetTimestamp();
        var response = await _queue.ChangeVisibilityAsync(held, _timeout, cancellation);
        foreach (var entry in response.Successful ?? [])
        {
            _renewed[MessageQueue.MessageOf(held, entry.Id)] = now;
        }
        foreach (var entry in response.Failed ?? [])
        {
            LogNotRenewed(1, $"{entry.Code}: {entry.Message}");
            if (entry.SenderFault == true)
            {
                // Already too late: the response to the receive, from which the time counts here, was slow to arrive.
                _renewed.Remove(MessageQueue.MessageOf(held, entry.Id));
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The visibility of {Count} messages could not be renewed: {Reason}")]
    partial void LogNotRenewed(int count, string reason);
}
