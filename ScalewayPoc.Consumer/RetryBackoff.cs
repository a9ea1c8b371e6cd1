namespace ScalewayPoc.Consumer;

/// <summary>Delays between attempts, with jitter: about 0.25 s, doubled after each up to about 5 s.</summary>
sealed class RetryBackoff
{
    static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(0.25);
    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    TimeSpan _next = MinDelay;

    /// <summary>Waits, and doubles the next delay.</summary>
    public Task DelayAsync(CancellationToken cancellation)
    {
        // Half to one and a half of it: instances that failed together should not retry together.
        var delay = _next * (0.5 + Random.Shared.NextDouble());
        _next = _next * 2 > MaxDelay ? MaxDelay : _next * 2;
        return Task.Delay(delay, cancellation);
    }

    /// <summary>Returns to the minimum delay, after a success.</summary>
    public void Reset() => _next = MinDelay;
}
