namespace ScalewayPoc.Api.Outbox;

/// <summary>Keeps requests from a queue that is down: 0.5 s after the first failure, doubling up to 8 s.</summary>
sealed class BackOff
{
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    readonly Lock _lock = new();
    long _until;

    /// <summary>Length of the present rest.</summary>
    public TimeSpan Current { get; private set; }

    /// <summary>Whether to wait before the next request.</summary>
    public bool IsResting => Environment.TickCount64 < Volatile.Read(ref _until);

    /// <summary>Takes note of how a request went.</summary>
    public void Report(bool success)
    {
        lock (_lock)
        {
            if (success)
            {
                Current = TimeSpan.Zero;
                Volatile.Write(ref _until, 0);
            }
            else if (!IsResting)
            {
                // Requests that fail while resting were under way before: they say nothing new.
                Current = Current == TimeSpan.Zero ? Shortest : Current * 2 < Longest ? Current * 2 : Longest;
                Volatile.Write(ref _until, Environment.TickCount64 + (long)Current.TotalMilliseconds);
            }
        }
    }
}
