namespace ScalewayPoc.Consumer;

/// <summary>Growing waits with jitter between attempts: about 0.25 s, then double each time up to about 5 s.</summary>
sealed class Backoff
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(0.25);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    TimeSpan _next = First;

    /// <summary>Waits, and makes the next wait longer.</summary>
    public Task DelayAsync(CancellationToken cancellation)
    {
        // Half to one and a half of it: those who failed together shall not come back together.
        var delay = _next * (0.5 + Random.Shared.NextDouble());
        _next = _next * 2 > Longest ? Longest : _next * 2;
        return Task.Delay(delay, cancellation);
    }

    /// <summary>After a success the next wait is short again.</summary>
    public void Reset() => _next = First;
}
