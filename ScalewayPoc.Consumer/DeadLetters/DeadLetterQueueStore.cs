using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly;
using Polly.Registry;
using ScalewayPoc.Consumer.Envelopes;
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
sealed partial class DeadLetterQueueStore(
    SqsQueue queue, DeadLetterReplayer replayer, ResiliencePipelineProvider<string> pipelines, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    const int MaxBatch = 10;

    /// <summary>Maximum number of messages held at a time; bounds the memory and the time to release them.</summary>
    const int MaxHeld = 1000;

    const int MaxParallelReleases = 8;

    // A short poll may reach a server that has no messages while another one has some; a long poll reaches all.
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _turn = new(1);
    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Sqs);
    readonly ILogger _logger = loggers.CreateLogger<DeadLetterQueueStore>();
    readonly MessageSettler _settler = new(queue, pipelines, loggers.CreateLogger<MessageSettler>());

    readonly record struct Held(Message Message, long Since);

    /// <summary>Receives some and releases them.</summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    public Task<DeadLetterPage> ListAsync(int limit, RequestDeadline deadline) => InTurnAsync(deadline, async (held, settings) =>
    {
        var page = new DeadLetterPage(limit);
        do
        {
            var (messages, _) = await ReceiveAsync(held, deadline);
            messages.ForEach(message => page.Add(Describe(message)));
            if (messages.Count == 0 || page.IsFull)
            {
                return page;
            }
        }
        while (MayReceive(held, settings, deadline));
        page.IsCut = true;
        return page;
    });

    /// <summary>
    /// Handles them again, or the one with an id. A message is deleted when its event is durable in the event log; the others
    /// are released.
    /// </summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    /// <exception cref="EventLogUnavailableException">The event log accepts no events now; the letters that were not done are still there.</exception>
    public Task<ReplayResult> ReplayAsync(string? id, RequestDeadline deadline) =>
        SettleAsync(id, deadline, (messages, received) => replayer.RecordAsync(messages, Read, queue.Name, received, deadline.Token));

    /// <summary>Deletes the one with an id, unhandled.</summary>
    /// <returns>Whether it was received.</returns>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    public async Task<bool> DiscardAsync(string id, RequestDeadline deadline) =>
        (await SettleAsync(id, deadline, (messages, _) => Task.FromResult<IReadOnlyList<Message>>(messages))).Recorded > 0;

    /// <summary>Receives all, or until the one with an id, and deletes those of each batch that <paramref name="handle"/> returns.</summary>
    Task<ReplayResult> SettleAsync(string? id, RequestDeadline deadline, Func<List<Message>, ActivityContext, Task<IReadOnlyList<Message>>> handle) => InTurnAsync(deadline, async (held, settings) =>
    {
        // By id: a message whose deletion was too late may be received again.
        HashSet<string> recorded = [];
        do
        {
            var start = clock.GetUtcNow();
            var (messages, since) = await ReceiveAsync(held, deadline);
            if (messages.Count == 0)
            {
                return new ReplayResult(recorded.Count, id is null ? held.Count : 0, More: false);
            }
            var received = EventTelemetry.Received(queue, start, messages);
            await using var lease = new BatchLease(queue, messages, since, settings.VisibilityTimeout, clock, _logger);
            var chosen = id is null ? messages : messages.FindAll(message => message.MessageId == id);
            var done = chosen.Count == 0 ? [] : await handle(chosen, received);
            await lease.StopAsync();
            await _settler.DeleteAsync(done, lease, deadline.Token);
            foreach (var message in done)
            {
                recorded.Add(message.MessageId);
                held.Remove(message.MessageId);
            }
            if (id is not null && chosen.Count > 0)
            {
                return new ReplayResult(done.Count, chosen.Count - done.Count, More: false);
            }
            foreach (var message in messages)
            {
                // Only the handle is still needed.
                message.Body = null;
            }
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
            var settings = await SendAsync(token => QueueSettings.ReadAsync(queue, token), deadline.Token);
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

    async Task<(List<Message> Messages, long Since)> ReceiveAsync(Dictionary<string, Held> held, RequestDeadline deadline)
    {
        // Before the request: the visibility timeout begins at the earliest now.
        var since = clock.GetTimestamp();
        // No VisibilityTimeout: Scaleway Queues does not accept it here.
        var request = new ReceiveMessageRequest(queue.Url)
        {
            MaxNumberOfMessages = MaxBatch,
            WaitTimeSeconds = (int)Poll.TotalSeconds,
            MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp],
        };
        var messages = (await SendAsync(token => queue.Client.ReceiveMessageAsync(request, token), deadline.Token)).Messages ?? [];
        foreach (var message in messages)
        {
            held[message.MessageId] = new(message, since);
        }
        return (messages, since);
    }

    async Task ReleaseAsync(IReadOnlyCollection<Held> held, QueueSettings settings)
    {
        using var limit = new CancellationTokenSource(ReleaseTimeout, clock);
        // A handle that may have expired is not used: the message is visible, or another receiver's.
        var messages = held.Where(h => clock.GetElapsedTime(h.Since) < settings.VisibilityTimeout * 0.9).Select(h => h.Message);
        await Parallel.ForEachAsync(
            messages.Chunk(MaxBatch),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReleases },
            async (batch, _) => await _settler.ReleaseAsync(batch, limit.Token));
    }

    async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await request(token), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogUnavailable(queue.Name, e.Message);
            throw new DeadLetterQueueUnavailableException($"The dead-letter queue {queue.Name} does not answer.", e);
        }
    }

    DeadLetter Describe(Message message)
    {
        var deliveries = Number(message, MessageSystemAttributeName.ApproximateReceiveCount);
        return new(
            message.MessageId,
            DeadLetterStore.Queue,
            Number(message, MessageSystemAttributeName.SentTimestamp) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : clock.GetUtcNow(),
            (int?)deliveries,
            Read(message).Reason ?? $"it can be read, but is not in the event log (deliveries: {deliveries})",
            message.Body ?? "");
    }

    ReadResult Read(Message message) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""), message.MessageId, clock.GetUtcNow());

    static long? Number(Message message, string attribute) =>
        message.Attributes is { } attributes && attributes.TryGetValue(attribute, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LoggerMessage(LogLevel.Warning, "The dead-letter queue {Queue} does not answer: {Reason}")]
    partial void LogUnavailable(string queue, string reason);
}

/// <summary>The dead-letter queue does not answer now; the message names the queue only.</summary>
sealed class DeadLetterQueueUnavailableException(string message, Exception inner) : Exception(message, inner);
