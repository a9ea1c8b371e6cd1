using Amazon.SQS.Model;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>The steps of stopping, in their order.</summary>
/// <param name="Stopping">Nothing new is begun, and nothing is waited for.</param>
/// <param name="PollEnd">Polls that are still running are canceled.</param>
/// <param name="DrainDeadline">What is not done is released.</param>
readonly record struct StopSignals(CancellationToken Stopping, CancellationToken PollEnd, CancellationToken DrainDeadline);

/// <summary>Handles one received batch: each message is deleted in the end, or released with the reason logged.</summary>
sealed partial class BatchProcessor(
    MessageQueue queue,
    EventBatchHandler handler,
    EventLogAvailability log,
    ConsumerOptions options,
    TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Handles a batch. While the event log is unavailable the messages stay leased, without a limit: releasing them would
    /// raise their receive counts until the queue moves them to the dead-letter queue.
    /// </summary>
    public async Task ProcessAsync(ReceivedBatch batch, QueueSettings settings, StopSignals stop)
    {
        Dictionary<IncomingEvent, Message> events = [];
        List<Message> unreadable = [];
        foreach (var message in batch.Messages)
        {
            var read = queue.Read(message);
            if (read.IsEvent)
            {
                events.Add(read.Event, message);
            }
            else
            {
                unreadable.Add(message);
                LogUnreadable(message.MessageId, EventTelemetry.ReceiveCount(message), read.Reason);
            }
        }
        // The lease comes first: a slow release of unreadable messages must not cost the others their visibility timeout.
        await using var lease = new BatchLease(queue, events.Values, batch.Timestamp, settings.VisibilityTimeout, clock, logger);
        var release = ReleaseForRedriveAsync(unreadable, settings, stop.DrainDeadline);
        try
        {
            if (events.Count > 0)
            {
                var parent = options.Polling.ProcessParent == ProcessParent.Delivery ? batch.Delivery.Received : default;
                await ProcessAsync(events, lease, batch.Delivery with { Parent = parent }, settings, stop);
            }
        }
        finally
        {
            await release;
        }
    }

    async Task ProcessAsync(
        Dictionary<IncomingEvent, Message> events, BatchLease lease, Delivery delivery, QueueSettings settings, StopSignals stop)
    {
        try
        {
            var refused = await HandleAsync([.. events.Keys], delivery, stop);
            await lease.StopAsync();
            await queue.DeleteAsync([.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)], lease, stop.DrainDeadline);
            await ReleaseForRedriveAsync([.. refused.Keys.Select(e => events[e]).Where(lease.IsHeld)], settings, stop.DrainDeadline);
        }
        catch (Exception) when (stop.Stopping.IsCancellationRequested)
        {
            await lease.StopAsync();
            LogReleased(events.Count);
            using var timeout = new CancellationTokenSource(ReleaseTimeout);
            await queue.ReleaseAsync([.. events.Values.Where(lease.IsHeld)], timeout.Token);
        }
    }

    async Task<IReadOnlyDictionary<IncomingEvent, string>> HandleAsync(
        IReadOnlyList<IncomingEvent> events, Delivery delivery, StopSignals stop)
    {
        var backoff = new RetryBackoff();
        while (true)
        {
            try
            {
                return await handler.HandleAsync(events, delivery, stop.DrainDeadline);
            }
            catch (EventLogUnavailableException)
            {
                await backoff.DelayAsync(stop.Stopping);
                await log.WaitAsync(stop.Stopping);
            }
        }
    }

    /// <summary>
    /// Releases messages that will never succeed, for the queue's redrive. Without a dead-letter queue they are left to their
    /// visibility timeout: released at once they would be received again in a tight loop.
    /// </summary>
    Task ReleaseForRedriveAsync(IReadOnlyList<Message> messages, QueueSettings settings, CancellationToken cancellation)
    {
        foreach (var _ in messages.Where(message => EventTelemetry.ReceiveCount(message) <= 1))
        {
            EventTelemetry.DeadLetter(queue.Name);
        }
        return settings.HasDeadLetterQueue ? queue.ReleaseAsync(messages, cancellation) : Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (delivery {ReceiveCount}) is unreadable: {Reason}")]
    partial void LogUnreadable(string messageId, int receiveCount, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping: {Count} messages that are not done are released")]
    partial void LogReleased(int count);
}
