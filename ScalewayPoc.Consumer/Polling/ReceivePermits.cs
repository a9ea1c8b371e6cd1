namespace ScalewayPoc.Consumer.Polling;

/// <summary>
/// Adapts the number of receives at the same time to the load: one while the queue is quiet, so that an idle Consumer has one
/// long poll and the messages that arrive meanwhile come together; up to <paramref name="max"/> while many come.
/// </summary>
sealed class ReceivePermits(int max) : IDisposable
{
    readonly SemaphoreSlim _free = new(1);
    int _count = 1;

    /// <summary>Waits for a permit for one receive.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _free.WaitAsync(cancellation);

    /// <summary>Returns the permit.</summary>
    /// <param name="messages">Number of messages that came; 0 after a failure, so that few requests are made of a queue that is down.</param>
    public void Return(int messages)
    {
        lock (_free)
        {
            // More than half a batch, because SQS may return fewer than it has.
            var change = messages > MessageQueue.MaxBatch / 2 && _count < max ? 1 : messages <= 1 && _count > 1 ? -1 : 0;
            _count += change;
            if (change >= 0)
            {
                _free.Release(1 + change);
            }
        }
    }

    public void Dispose() => _free.Dispose();
}
