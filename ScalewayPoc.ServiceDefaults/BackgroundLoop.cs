using System.Diagnostics.Metrics;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Repeats work until the service stops. No exception ends the loop: each is counted
/// (<c>scalewaypoc.background.failures</c>), reported, and followed by a delay of up to about 5 s.
/// </summary>
/// <param name="name">Name in the metric.</param>
/// <param name="onFailure">Called after each exception, except those of stopping.</param>
/// <param name="pause">Time between a success and the next iteration.</param>
public sealed class BackgroundLoop(string name, Action<Exception> onFailure, TimeSpan pause = default)
{
    static readonly Counter<long> Failures = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.background.failures", "{failure}", "Failed iterations of a background loop, by its name (loop).");

    int _running;
    volatile bool _failing;

    /// <summary>Number of calls of <see cref="RunAsync"/> that have not returned.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether an iteration has failed and none has succeeded since.</summary>
    public bool IsFailing => _failing;

    /// <summary>Runs <paramref name="iterate"/> repeatedly; returns after <paramref name="stopping"/> is canceled.</summary>
    public async Task RunAsync(Func<Task> iterate, CancellationToken stopping)
    {
        Interlocked.Increment(ref _running);
        try
        {
            var backoff = new RetryBackoff();
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await iterate();
                    backoff.Reset();
                    _failing = false;
                    await Task.Delay(pause, stopping);
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    _failing = true;
                    Failures.Add(1, new KeyValuePair<string, object?>("loop", name));
                    onFailure(e);
                    await backoff.DelayAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
