namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>
/// Wakes all who wait for a change. Take <see cref="Next"/> before looking and await it after: a change in between has
/// completed it already, so none is missed.
/// </summary>
sealed class ChangeSignal
{
    TaskCompletionSource _next = Create();

    /// <summary>Completes at the next change.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).SetResult();

    // Who waits must not run on the thread of who changed something.
    static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
