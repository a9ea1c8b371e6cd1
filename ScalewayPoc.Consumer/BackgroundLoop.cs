using System.Diagnostics.Metrics;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer;

/// <summary>
/// Repeats work until the service stops. No exception ends the loop: each is counted
/// (<c>scalewaypoc.background.faults</c>), reported, and followed by a delay of up to about 5 s.
/// </summary>
/// <param name="name">Name in the metric.</param>
/// <param name="onFault">Called after each exception, except those of stopping.</param>
sealed class BackgroundLoop(string name, Action<Exception> onFault)
{
    static readonly Counter<long> Faults = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.background.faults", "{fault}", "Iterations of a background loop that failed.");

    int _running;

    /// <summary>Number of calls of <see cref="RunAsync"/> that have not returned.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Runs <paramref name="iterate"/> again and again; returns after <paramref name="stopping"/> is canceled.</summary>
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
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    Faults.Add(1, new KeyValuePair<string, object?>("loop", name));
                    onFault(e);
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
