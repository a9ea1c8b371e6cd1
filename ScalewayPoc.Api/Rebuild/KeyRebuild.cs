using System.ComponentModel;
using System.Diagnostics;
using Polly.Registry;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Rebuild;

/// <summary>Result of a rebuild, or of a part of one.</summary>
public sealed record RebuildResult(
    [property: Description("Number of keys that were read from the event log, deleted ones included.")] int Keys,
    [property: Description("Number of changes to Redis.")] int Changed,
    [property: Description("Greatest sequence of the event log, which the next write exceeds: 16 digits.")] string Sequence,
    [property: Description("Whether the queue is known to have been empty when the log was read. If it was not in the first request, events that were still to be logged may be missing: begin again.")] bool QueueEmpty,
    [property: Description("The last subject that was read, if the time was over: continue after it. null at the end.")] string? Next);

/// <summary>
/// Rebuilds the keys in Redis from the event log: Redis is a projection of the log. Safe while others write: a value is
/// replaced only by a write with a greater sequence, and deletions are noted while a rebuild runs.
/// </summary>
sealed class KeyRebuild(
    Redis redis, InFlightEvents inFlight, LoggedWrites log, KeyProjection keys, SqsQueue queue, ResiliencePipelineProvider<string> pipelines)
{
    const int Page = 200;
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads the whole log once, and again until the queue is empty: an event that is still there is not in the log.</summary>
    /// <param name="after">Subject to continue after; empty to begin.</param>
    /// <param name="limit">Time after which it returns with <see cref="RebuildResult.Next"/>.</param>
    /// <param name="wait">Maximum time to wait for the queue.</param>
    /// <param name="cancellation">Ends the rebuild; it can be started again at any time.</param>
    /// <exception cref="DependencyUnavailableException">Redis, the database or the queue do not answer.</exception>
    public async Task<RebuildResult> RunAsync(string after, TimeSpan limit, TimeSpan wait, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var changed = 0;
        while (true)
        {
            // Asked before the pass: a message that is gone by now has been logged, or is a dead letter.
            var empty = await IsQueueEmptyAsync(cancellation);
            await NoteDeletionsAsync(cancellation);
            var sequence = await log.MaxSequenceAsync(cancellation);
            await keys.RaiseSequenceAsync(sequence, cancellation);
            var pass = await PassAsync(after, () => clock.Elapsed >= limit, cancellation);
            changed += pass.Changed;
            if (pass.Next is not null || after.Length > 0 || empty is not false || clock.Elapsed + Pause >= wait)
            {
                return new(pass.Keys, changed, KeyProjection.Text(sequence), empty is true, pass.Next);
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    async Task<(int Keys, int Changed, string? Next)> PassAsync(string after, Func<bool> isOver, CancellationToken cancellation)
    {
        var (count, changed) = (0, 0);
        while (true)
        {
            var (writes, next) = await log.ListAsync(after, Page, cancellation);
            changed += (await Task.WhenAll(writes.Select(write => keys.ApplyAsync(write, cancellation)))).Count(applied => applied);
            count += writes.Count;
            if (next is null || isOver())
            {
                return (count, changed, next);
            }
            after = next;
            await LeaseAsync(cancellation);
        }
    }

    /// <summary>Has deletions noted from now on, and notes those that are accepted and may not be in the log yet.</summary>
    async Task NoteDeletionsAsync(CancellationToken cancellation)
    {
        await LeaseAsync(cancellation);
        foreach (var deletion in await inFlight.ListDeletionsAsync(cancellation))
        {
            await keys.NoteDeletionAsync(deletion.Subject!, deletion.Sequence, cancellation);
        }
    }

    /// <summary>Has deletions noted for the time of the lease. It ends by itself: another rebuild may need the notes.</summary>
    Task<bool> LeaseAsync(CancellationToken cancellation) =>
        redis.ExecuteAsync(database => database.StringSetAsync(RedisKeys.Rebuild, "1", Lease), cancellation);

    /// <summary>Null where the credentials only allow to publish, as those of the published API do.</summary>
    async Task<bool?> IsQueueEmptyAsync(CancellationToken cancellation)
    {
        try
        {
            var attributes = await pipelines.GetPipeline(DependencyPipelines.Sqs).ExecuteAsync(
                async token => await queue.Client.GetQueueAttributesAsync(
                    queue.Url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], token), cancellation);
            return attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible == 0;
        }
        catch (Amazon.Runtime.AmazonServiceException e) when (e.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            return null;
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or HttpRequestException
            or Polly.Timeout.TimeoutRejectedException)
        {
            throw new DependencyUnavailableException(ResourceNames.Ingress, e);
        }
    }
}
