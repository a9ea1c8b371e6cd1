using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly;
using Polly.Registry;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// The dead letters in the dead-letter queue. A queue has no way to look without receiving: what is looked at is hidden from
/// others until it is given back, so within this process one looks or replays at a time.
/// </summary>
sealed partial class QueueLetters(
    SqsQueue queue, Replayer replayer, ResiliencePipelineProvider<string> pipelines, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    const int LargestBatch = 10;

    /// <summary>Most messages that are held at a time; the memory for them, and the time to give them back, have to end somewhere.</summary>
    const int MostHeld = 1000;

    const int GivenBackAtATime = 8;

    // An answer that comes at once may be one of a server that has no messages while another one has; a poll asks all.
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    static readonly TimeSpan GiveBackLimit = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _turn = new(1);
    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Sqs);
    readonly ILogger _logger = loggers.CreateLogger<QueueLetters>();
    readonly MessageSettler _settler = new(queue, pipelines, loggers.CreateLogger<MessageSettler>());

    readonly record struct Held(Message Message, long Since);

    /// <summary>Looks at some and gives them back.</summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    public Task<Excerpt> ListAsync(int limit, TimeLimit time) => InTurnAsync(time, async (held, settings) =>
    {
        var excerpt = new Excerpt(limit);
        do
        {
            var (messages, _) = await ReceiveAsync(held, time);
            messages.ForEach(message => excerpt.Add(Describe(message)));
            if (messages.Count == 0 || excerpt.IsFull)
            {
                return excerpt;
            }
        }
        while (MayReceive(held, settings, time));
        excerpt.IsCut = true;
        return excerpt;
    });

    /// <summary>Handles them again. One is deleted when it is durable in the event log; the others are given back.</summary>
    /// <exception cref="DeadLetterQueueUnavailableException">The queue does not answer.</exception>
    /// <exception cref="EventLogUnavailableException">The event log takes no events now; what has not been done is still there.</exception>
    public Task<Replayed> ReplayAsync(TimeLimit time) => InTurnAsync(time, async (held, settings) =>
    {
        // By id: one whose deletion came too late may be received again.
        HashSet<string> recorded = [];
        do
        {
            var (messages, since) = await ReceiveAsync(held, time);
            if (messages.Count == 0)
            {
                return new Replayed(recorded.Count, held.Count, More: false);
            }
            HandlingTelemetry.CountDelivered(messages.Count, queue.Name);
            await using var lease = new BatchLease(queue, messages, since, settings.VisibilityTimeout, clock, _logger);
            var done = await replayer.RecordAsync(messages, Read, queue.Name, time.End);
            await lease.StopAsync();
            await _settler.DeleteAsync(done, lease, time.End);
            foreach (var message in done)
            {
                recorded.Add(message.MessageId);
                held.Remove(message.MessageId);
            }
            foreach (var message in messages)
            {
                // Only the handle is needed still.
                message.Body = null;
            }
        }
        while (MayReceive(held, settings, time));
        return new Replayed(recorded.Count, held.Count, More: true);
    });

    public void Dispose() => _turn.Dispose();

    /// <summary>Runs work that receives; whatever its end, what it then holds is given back.</summary>
    async Task<T> InTurnAsync<T>(TimeLimit time, Func<Dictionary<string, Held>, QueueSettings, Task<T>> work)
    {
        await _turn.WaitAsync(time.End);
        try
        {
            var settings = await AskAsync(token => QueueSettings.ReadAsync(queue, token), time.End);
            Dictionary<string, Held> held = [];
            try
            {
                return await work(held, settings);
            }
            finally
            {
                await GiveBackAsync(held.Values, settings);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Nothing more is received when what was received first may soon be visible, and be received a second time.</summary>
    bool MayReceive(Dictionary<string, Held> held, QueueSettings settings, TimeLimit time) =>
        time.AllowsMore && held.Count < MostHeld && held.Values.All(h => clock.GetElapsedTime(h.Since) < settings.VisibilityTimeout / 2);

    async Task<(List<Message> Messages, long Since)> ReceiveAsync(Dictionary<string, Held> held, TimeLimit time)
    {
        // Before the request: the visibility timeout begins at the earliest now.
        var since = clock.GetTimestamp();
        // No VisibilityTimeout: Scaleway Queues does not take it here.
        var request = new ReceiveMessageRequest(queue.Url)
        {
            MaxNumberOfMessages = LargestBatch,
            WaitTimeSeconds = (int)Poll.TotalSeconds,
            MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp],
        };
        var messages = (await AskAsync(token => queue.Client.ReceiveMessageAsync(request, token), time.End)).Messages ?? [];
        foreach (var message in messages)
        {
            held[message.MessageId] = new(message, since);
        }
        return (messages, since);
    }

    async Task GiveBackAsync(IReadOnlyCollection<Held> held, QueueSettings settings)
    {
        using var limit = new CancellationTokenSource(GiveBackLimit, clock);
        // A handle whose time may be over is not used: the message is visible, or somebody else's.
        var messages = held.Where(h => clock.GetElapsedTime(h.Since) < settings.VisibilityTimeout * 0.9).Select(h => h.Message);
        await Parallel.ForEachAsync(
            messages.Chunk(LargestBatch),
            new ParallelOptions { MaxDegreeOfParallelism = GivenBackAtATime },
            async (batch, _) => await _settler.ReleaseAsync(batch, limit.Token));
    }

    async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await ask(token), cancellation);
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
            Read(message).Reason ?? $"it can be read, but has not got into the event log (deliveries: {deliveries})",
            message.Body ?? "");
    }

    static ReadResult Read(Message message) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""), message.MessageId);

    static long? Number(Message message, string attribute) =>
        message.Attributes is { } attributes && attributes.TryGetValue(attribute, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LoggerMessage(LogLevel.Warning, "The dead-letter queue {Queue} does not answer: {Reason}")]
    partial void LogUnavailable(string queue, string reason);
}

/// <summary>The dead-letter queue does not answer now.</summary>
sealed class DeadLetterQueueUnavailableException(string message, Exception inner) : Exception(message, inner);
