using Polly.Registry;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Rebuild;

/// <summary>Result of a rebuild.</summary>
/// <param name="Keys">Number of keys in the event log, deleted ones included.</param>
/// <param name="Changed">Number of changes to Redis.</param>
/// <param name="Sequence">Greatest sequence of the event log, which the next write exceeds.</param>
/// <param name="QueueEmpty">
/// Whether the queue is known to have been empty before the last pass. If not, events that were still to be logged may be
/// missing: run it again.
/// </param>
public sealed record RebuildResult(int Keys, int Changed, long Sequence, bool QueueEmpty);

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
    /// <param name="wait">Maximum time to wait for the queue.</param>
    /// <param name="cancellation">Ends the rebuild; it can be started again at any time.</param>
    /// <exception cref="DependencyUnavailableException">Redis, the database or the queue do not answer.</exception>
    public async Task<RebuildResult> RunAsync(TimeSpan wait, CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        var changed = 0;
        while (true)
        {
            // Asked before the pass: a message that is gone by now has been logged, or is a dead letter.
            var empty = await IsQueueEmptyAsync(cancellation);
            await NoteDeletionsAsync(cancellation);
            var sequence = await log.MaxSequenceAsync(cancellation);
            await keys.RaiseSequenceAsync(sequence, cancellation);
            var pass = await PassAsync(cancellation);
            changed += pass.Changed;
            if (empty is not false || Environment.TickCount64 >= until)
            {
                await redis.ExecuteAsync(database => database.KeyDeleteAsync([RedisKeys.Rebuild, RedisKeys.Deleted]), cancellation);
                return new RebuildResult(pass.Keys, changed, sequence, empty is true);
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    async Task<(int Keys, int Changed)> PassAsync(CancellationToken cancellation)
    {
        var (count, changed) = (0, 0);
        for (var after = ""; ;)
        {
            var page = await log.ListAsync(after, Page, cancellation);
            if (page.Count == 0)
            {
                return (count, changed);
            }
            foreach (var write in page)
            {
                changed += await keys.ApplyAsync(write, cancellation) ? 1 : 0;
            }
            count += page.Count;
            after = page[^1].Key;
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
