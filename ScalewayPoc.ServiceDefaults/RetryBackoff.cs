namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Exponential back-off with jitter: about 0.25 s after the first failure, doubling after each up to about 5 s. Thread-safe,
/// so that parallel requests to one dependency can share it.
/// </summary>
/// <param name="time">Clock of the delays; the default is the system's.</param>
public sealed class RetryBackoff(TimeProvider? time = null)
{
    static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(0.25);
    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    readonly TimeProvider _time = time ?? TimeProvider.System;
    readonly long _start = (time ?? TimeProvider.System).GetTimestamp();
    readonly Lock _lock = new();
    TimeSpan _next = MinDelay;
    long _until;

    /// <summary>Whether the delay after the last failure has not ended.</summary>
    public bool IsPaused => Now < Volatile.Read(ref _until);

    /// <summary>Starts the next delay. A failure during a delay is of an attempt from before it and does not extend it.</summary>
    /// <returns>The remaining delay.</returns>
    public TimeSpan Fail()
    {
        lock (_lock)
        {
            var now = Now;
            if (now >= _until)
            {
                // Half to one and a half of it: instances that failed together should not retry together.
                _until = now + (long)(_next * (0.5 + Random.Shared.NextDouble())).TotalMilliseconds;
                _next = _next * 2 > MaxDelay ? MaxDelay : _next * 2;
            }
            return TimeSpan.FromMilliseconds(_until - now);
        }
    }

    /// <summary>Records a failure and waits for the end of its delay.</summary>
    public Task DelayAsync(CancellationToken cancellation) => Task.Delay(Fail(), _time, cancellation);

    /// <summary>Ends the delay and returns to the minimum, after a success.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _next = MinDelay;
            _until = 0;
        }
    }

    long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;
}
