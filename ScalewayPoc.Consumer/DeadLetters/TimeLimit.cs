namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>The time that one request may take. Work is begun in the first half, so that it can be ended in the second.</summary>
sealed class TimeLimit(TimeSpan limit, TimeProvider clock) : IDisposable
{
    readonly CancellationTokenSource _end = new(limit, clock);
    readonly long _start = clock.GetTimestamp();

    /// <summary>
    /// Cancelled when the time is over, and not before: that the client has gone is no reason to leave messages hidden.
    /// </summary>
    public CancellationToken End => _end.Token;

    /// <summary>Whether more work may be begun.</summary>
    public bool AllowsMore => clock.GetElapsedTime(_start) < limit / 2;

    public void Dispose() => _end.Dispose();
}
