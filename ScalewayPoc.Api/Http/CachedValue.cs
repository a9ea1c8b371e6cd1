namespace ScalewayPoc.Api;

/// <summary>
/// A value that is read at most once per lifetime, whatever the number of callers: those that come while it is read share
/// the result. A failure is not kept.
/// </summary>
sealed class CachedValue<T>(TimeSpan lifetime, TimeProvider clock, Func<Task<T>> read)
{
    readonly Lock _lock = new();
    Task<T>? _value;
    long _readAt;

    /// <summary>The value, at most its lifetime old plus the duration of reading it.</summary>
    /// <param name="cancellation">Cancels waiting, not the reading, which others may share.</param>
    public Task<T> GetAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_value is null || _value.IsFaulted || (_value.IsCompleted && clock.GetElapsedTime(_readAt) >= lifetime))
            {
                _readAt = clock.GetTimestamp();
                _value = Task.Run(read, CancellationToken.None);
            }
            return _value.WaitAsync(cancellation);
        }
    }
}
