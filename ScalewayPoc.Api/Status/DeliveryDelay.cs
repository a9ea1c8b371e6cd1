using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using StackExchange.Redis;

namespace ScalewayPoc.Api.Status;

/// <summary>
/// Age of the oldest accepted event that should be in the event log and is not. Redis keeps an event for some time after it
/// was logged, so the log is queried for those older than <see cref="MaxDelay"/>: at most every two seconds, and only while
/// there are any.
/// </summary>
sealed class DeliveryDelay(InFlightEvents inFlight, LoggedWrites log, TimeProvider clock)
{
    /// <summary>Younger events may still be on their way.</summary>
    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Interval of the queries, while there is an event that needs them.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Shorter than the time that the status has for Redis and this together.</summary>
    static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(2);

    const int PageSize = 500;

    /// <summary>Events arrive roughly in their order: where so many of the oldest are in the log, the others are taken to be on their way.</summary>
    const int MaxPages = 4;

    readonly Lock _lock = new();
    long _readAt;
    TimeSpan? _age;

    /// <summary>The age; zero if no such event is missing.</summary>
    public async Task<TimeSpan> GetAsync(Backlog backlog, CancellationToken cancellation)
    {
        if (backlog.InFlightAge <= MaxDelay)
        {
            return TimeSpan.Zero;
        }
        lock (_lock)
        {
            if (_age is { } age && clock.GetElapsedTime(_readAt) < Interval)
            {
                // The event that was missing has aged since.
                return age == TimeSpan.Zero ? age : age + clock.GetElapsedTime(_readAt);
            }
        }
        var missing = await FindMissingAsync(cancellation);
        lock (_lock)
        {
            _age = missing;
            _readAt = clock.GetTimestamp();
        }
        return missing;
    }

    /// <summary>Age of the oldest event that is not in the log; zero if all that were looked up are.</summary>
    async Task<TimeSpan> FindMissingAsync(CancellationToken cancellation)
    {
        var after = 0.0;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await inFlight.ListAsync(MaxDelay, after, PageSize, cancellation);
            if (page.Entries.Length == 0)
            {
                break;
            }
            after = page.Entries[^1].Score;
            if (await FindMissingAsync(page.Entries, cancellation) is { } missing)
            {
                return page.AgeOf(missing);
            }
        }
        return TimeSpan.Zero;
    }

    async Task<SortedSetEntry?> FindMissingAsync(SortedSetEntry[] page, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(QueryTimeout);
        try
        {
            var logged = await log.FindAsync([.. page.Select(entry => entry.Element.ToString())], timeout.Token);
            return page.Where(entry => !logged.Contains(entry.Element.ToString())).Select(entry => (SortedSetEntry?)entry).FirstOrDefault();
        }
        catch (Exception e) when (e is DependencyUnavailableException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // A log that cannot be read cannot be written either.
            return page[0];
        }
    }
}
