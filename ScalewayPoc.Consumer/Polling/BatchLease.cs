using Amazon.SQS.Model;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>
/// Keeps received messages hidden from others while they are handled, by renewing their visibility timeout every third of
/// it, and knows which of them have become visible all the same: their receipt handles are stale.
/// </summary>
sealed partial class BatchLease : IAsyncDisposable
{
    readonly SqsQueue _queue;
    readonly TimeSpan _timeout;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly Dictionary<string, Message> _messages;
    readonly Dictionary<string, long> _renewed;
    readonly CancellationTokenSource _end = new();
    readonly Task _heartbeat;

    /// <summary>Begins with the queue's own visibility timeout, which runs since <paramref name="received"/>, a timestamp.</summary>
    public BatchLease(
        SqsQueue queue, IEnumerable<Message> messages, long received, TimeSpan timeout, TimeProvider clock, ILogger logger)
    {
        _queue = queue;
        _timeout = timeout;
        _clock = clock;
        _logger = logger;
        _messages = messages.ToDictionary(message => message.MessageId);
        _renewed = _messages.Keys.ToDictionary(id => id, _ => received);
        _heartbeat = RenewAsync(_end.Token);
    }

    /// <summary>
    /// Whether the message is certainly hidden still, with a tenth of the timeout to spare for the request that is made of
    /// that. Call it after <see cref="StopAsync"/>.
    /// </summary>
    public bool IsHeld(Message message) =>
        _renewed.TryGetValue(message.MessageId, out var renewed) && _clock.GetElapsedTime(renewed) < _timeout * 0.9;

    /// <summary>
    /// Ends the renewing. Before a message is released this must have returned: a renewal under way would hide it again.
    /// </summary>
    public async Task StopAsync()
    {
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
        using var timer = new PeriodicTimer(_timeout / 3, _clock);
        while (await timer.WaitForNextTickAsync(end))
        {
            // One that has expired is somebody else's; renewing it could hide it from them.
            var held = _messages.Values.Where(IsHeld).ToList();
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
        var response = await _queue.Client.ChangeMessageVisibilityBatchAsync(
            _queue.Url,
            [.. held.Select(message => new ChangeMessageVisibilityBatchRequestEntry(message.MessageId, message.ReceiptHandle)
            {
                VisibilityTimeout = (int)_timeout.TotalSeconds,
            })],
            cancellation);
        foreach (var entry in response.Successful ?? [])
        {
            _renewed[entry.Id] = now;
        }
        foreach (var entry in response.Failed ?? [])
        {
            LogNotRenewed(1, $"{entry.Code}: {entry.Message}");
            if (entry.SenderFault == true)
            {
                // Too late already: the answer to the receive, from which the time counts here, was slow to arrive.
                _renewed.Remove(entry.Id);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The visibility of {Count} messages could not be renewed: {Reason}")]
    partial void LogNotRenewed(int count, string reason);
}
