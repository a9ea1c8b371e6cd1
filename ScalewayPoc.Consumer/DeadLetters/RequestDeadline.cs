namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>The time that one request may take. New work starts in the first half only, so that it can be completed in the second.</summary>
sealed class RequestDeadline(TimeSpan limit, TimeProvider clock) : IDisposable
{
    readonly CancellationTokenSource _end = new(limit, clock);
    readonly long _start = clock.GetTimestamp();

    /// <summary>
    /// Canceled when the time is over, and not before: a disconnected client must not leave messages invisible.
    /// </summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether new work may start.</summary>
    public bool AllowsNewWork => clock.GetElapsedTime(_start) < limit / 2;

    public void Dispose() => _end.Dispose();
}
