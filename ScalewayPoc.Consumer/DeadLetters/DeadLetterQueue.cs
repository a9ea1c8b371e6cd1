using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly.Registry;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// The dead letters in the dead-letter queue. A queue cannot be read without receiving: messages that are listed are
/// invisible until they are released, so within this process one call lists or replays at a time.
/// </summary>
sealed partial class DeadLetterQueue(
    SqsQueue server, EventBatchHandler handler, ResiliencePipelineProvider<string> pipelines, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Maximum number of messages held at a time; bounds the memory and the time to release them.</summary>
    const int MaxHeld = 1000;

    const int MaxParallelReleases = 8;

    // A short poll may reach a server that has no messages while another one has some; a long poll reaches all.
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _turn = new(1);
    readonly ILogger _logger = loggers.CreateLogger<DeadLetterQueue>();
    readonly MessageQueue _queue = new(server, pipelines, clock, loggers.CreateLogger<MessageQueue>());

    readonly record struct Held(Message Message, long Since);

    /// <summary>Receives some and releases them.</summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    public Task<DeadLetterPage> ListAsync(int limit, RequestDeadline deadline) => InTurnAsync(deadline, async (held, settings) =>
    {
        List<DeadLetter> letters = [];
        var bytes = 0;
        do
        {
            var batch = await ReceiveAsync(held, deadline);
            letters.AddRange(batch.Messages.Select(Describe));
            bytes += batch.Messages.Sum(message => Encoding.UTF8.GetByteCount(message.Body ?? ""));
            var isFull = letters.Count > limit || bytes >= DeadLetterPage.MaxBytes;
            if (isFull || batch.Messages.Count == 0)
            {
                return new DeadLetterPage(letters, isFull);
            }
        }
        while (MayReceive(held, settings, deadline));
        return new DeadLetterPage(letters, IsCut: true);
    });

    /// <summary>
    /// Handles them again, or the one with an id. A message is deleted when its event is durable in the event log; the others
    /// are released.
    /// </summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    /// <exception cref="EventLogUnavailableException">The event log accepts no events now; the letters that were not done are still there.</exception>
    public Task<ReplayResult> ReplayAsync(string? id, RequestDeadline deadline) =>
        SettleAsync(id, deadline, mustDelete: false, (messages, delivery) => handler.ReplayAsync(messages, _queue.Read, delivery, deadline.Token));

    /// <summary>Deletes the one with an id, unhandled.</summary>
    /// <returns>Whether it was received.</returns>
    /// <exception cref="DeadLetterQueueUnavailableException">
    /// The queue does not answer, has not confirmed the deletion, or has more messages than one request can receive.
    /// </exception>
    public async Task<bool> DiscardAsync(string id, RequestDeadline deadline)
    {
        var result = await SettleAsync(id, deadline, mustDelete: true, (messages, _) => Task.FromResult<IReadOnlyList<Message>>(messages));
        return result is not { Recorded: 0, More: true } ? result.Recorded > 0 : throw new DeadLetterQueueUnavailableException(
            $"The dead-letter queue {_queue.Name} has more messages than one request can receive, and the message was not among them. Try again.");
    }

    /// <summary>
    /// Receives all, or until the one with an id, and deletes those of each batch that <paramref name="handle"/> returns. With
    /// <paramref name="mustDelete"/> a deletion that is not confirmed is an exception.
    /// </summary>
    Task<ReplayResult> SettleAsync(
        string? id, RequestDeadline deadline, bool mustDelete, Func<List<Message>, Delivery, Task<IReadOnlyList<Message>>> handle) => InTurnAsync(deadline, async (held, settings) =>
    {
        // By id: a message whose deletion was too late may be received again.
        HashSet<string> recorded = [];
        do
        {
            var batch = await ReceiveAsync(held, deadline);
            if (batch.Messages.Count == 0)
            {
                return new ReplayResult(recorded.Count, id is null ? held.Count : 0, More: false);
            }
            await using var lease = new BatchLease(_queue, batch.Messages, batch.Timestamp, settings.VisibilityTimeout, clock, _logger);
            var chosen = id is null ? batch.Messages : batch.Messages.FindAll(message => message.MessageId == id);
            var done = chosen.Count == 0 ? [] : await handle(chosen, batch.Delivery);
            await lease.StopAsync();
            if (!await _queue.DeleteAsync(done, lease, deadline.Token) && mustDelete)
            {
                throw new DeadLetterQueueUnavailableException($"The dead-letter queue {_queue.Name} has not confirmed the deletion. Try again.");
            }
            foreach (var message in done)
            {
                recorded.Add(message.MessageId);
                held.Remove(message.MessageId);
            }
            if (id is not null && chosen.Count > 0)
            {
                return new ReplayResult(done.Count, chosen.Count - done.Count, More: false);
            }
            // Of the others only the handle is still needed.
            batch.Messages.ForEach(message => message.Body = null);
        }
        while (MayReceive(held, settings, deadline));
        return new ReplayResult(recorded.Count, id is null ? held.Count : 0, More: true);
    });

    public void Dispose() => _turn.Dispose();

    /// <summary>Runs work that receives; the messages that it holds at its end are released.</summary>
    async Task<T> InTurnAsync<T>(RequestDeadline deadline, Func<Dictionary<string, Held>, QueueSettings, Task<T>> work)
    {
        await _turn.WaitAsync(deadline.Token);
        try
        {
            var settings = await SendAsync(_queue.ReadSettingsAsync, deadline.Token);
            Dictionary<string, Held> held = [];
            try
            {
                return await work(held, settings);
            }
            finally
            {
                await ReleaseAsync(held.Values, settings);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No more is received when the first messages may soon be visible, and be received a second time.</summary>
    bool MayReceive(Dictionary<string, Held> held, QueueSettings settings, RequestDeadline deadline) =>
        deadline.AllowsNewWork && held.Count < MaxHeld && held.Values.All(h => clock.GetElapsedTime(h.Since) < settings.VisibilityTimeout / 2);

    async Task<ReceivedBatch> ReceiveAsync(Dictionary<string, Held> held, RequestDeadline deadline)
    {
        var batch = await SendAsync(token => _queue.ReceiveAsync(Poll, token), deadline.Token);
        foreach (var message in batch.Messages)
        {
            held[message.MessageId] = new(message, batch.Timestamp);
        }
        return batch;
    }

    async Task ReleaseAsync(IReadOnlyCollection<Held> held, QueueSettings settings)
    {
        using var limit = new CancellationTokenSource(ReleaseTimeout, clock);
        // A handle that may have expired is not used: the message is visible, or another receiver's.
        var messages = held.Where(h => clock.GetElapsedTime(h.Since) < settings.VisibilityTimeout * 0.9).Select(h => h.Message);
        await Parallel.ForEachAsync(
            messages.Chunk(MessageQueue.MaxBatch),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReleases },
            async (batch, _) => await _queue.ReleaseAsync(batch, limit.Token));
    }

    async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.GetPipeline(DependencyPipelines.Sqs).ExecuteAsync(async token => await request(token), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogUnavailable(_queue.Name, e.Message);
            throw new DeadLetterQueueUnavailableException($"The dead-letter queue {_queue.Name} does not answer.", e);
        }
    }

    DeadLetter Describe(Message message)
    {
        var deliveries = EventTelemetry.ReceiveCount(message);
        var isDated = long.TryParse(
            message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.SentTimestamp), NumberStyles.None, CultureInfo.InvariantCulture, out var sent);
        return new(
            message.MessageId,
            DeadLetterStore.Queue,
            isDated ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : clock.GetUtcNow(),
            deliveries == 0 ? null : deliveries,
            _queue.Read(message).Reason ?? "valid, but never recorded",
            message.Body ?? "");
    }

    [LoggerMessage(LogLevel.Warning, "The dead-letter queue {Queue} does not answer: {Reason}")]
    partial void LogUnavailable(string queue, string reason);
}

/// <summary>The dead-letter queue does not answer now; the message names the queue only.</summary>
sealed class DeadLetterQueueUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
