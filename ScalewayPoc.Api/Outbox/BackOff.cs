namespace ScalewayPoc.Api.Outbox;

/// <summary>Pauses requests to a queue that is down: 0.5 s after the first failure, doubling up to 8 s.</summary>
sealed class BackOff
{
    static readonly TimeSpan Min = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan Max = TimeSpan.FromSeconds(8);

    readonly Lock _lock = new();
    long _until;

    /// <summary>Length of the current pause.</summary>
    public TimeSpan Current { get; private set; }

    /// <summary>Whether requests are paused.</summary>
    public bool IsOpen => Environment.TickCount64 < Volatile.Read(ref _until);

    /// <summary>Records the outcome of a request.</summary>
    public void Report(bool success)
    {
        lock (_lock)
        {
            if (success)
            {
                Current = TimeSpan.Zero;
                Volatile.Write(ref _until, 0);
            }
            else if (!IsOpen)
            {
                // A request that fails during a pause was sent before it: it says nothing new.
                Current = Current == TimeSpan.Zero ? Min : Current * 2 < Max ? Current * 2 : Max;
                Volatile.Write(ref _until, Environment.TickCount64 + (long)Current.TotalMilliseconds);
            }
        }
    }
}
