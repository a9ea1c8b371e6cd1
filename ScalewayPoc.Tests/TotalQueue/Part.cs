namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>A process of the system that can die and come back.</summary>
/// <param name="name">For the log.</param>
/// <param name="kill">Ends it without a chance to do anything.</param>
/// <param name="start">Starts it again; returns when it is there.</param>
sealed class Part(string name, Func<Task> kill, Func<Task> start) : IDisposable
{
    readonly SemaphoreSlim _one = new(1);

    public string Name => name;

    /// <summary>Asks it to end, as a platform does when it replaces it; null where no platform does.</summary>
    public Func<Task>? Stop { get; init; }

    /// <summary>kill -9, some time without it, and a new start.</summary>
    public Task CrashAsync(TimeSpan downtime) => ReplaceAsync(kill, downtime);

    /// <summary>SIGTERM and a new start.</summary>
    public Task RestartAsync() => ReplaceAsync(Stop!, TimeSpan.Zero);

    public void Dispose() => _one.Dispose();

    async Task ReplaceAsync(Func<Task> end, TimeSpan downtime)
    {
        await _one.WaitAsync();
        try
        {
            await end();
            await Task.Delay(downtime);
            await start();
        }
        finally
        {
            _one.Release();
        }
    }
}
