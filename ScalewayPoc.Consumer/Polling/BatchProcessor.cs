using System.Text;
using Amazon.SQS.Model;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Handles one received batch: each message is deleted in the end, or released with the reason logged.</summary>
sealed partial class BatchProcessor(
    SqsQueue queue,
    EventBatchHandler handler,
    EventLogAvailability log,
    MessageSettler settler,
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
        var (events, unreadable) = Read(batch.Messages);
        // The lease comes first: a slow release of unreadable messages must not cost the others their visibility timeout.
        await using var lease = new BatchLease(queue, events.Values, batch.Timestamp, settings.VisibilityTimeout, clock, logger);
        var release = ReleaseForRedriveAsync(unreadable, settings, stop.DrainDeadline);
        try
        {
            if (events.Count > 0)
            {
                var delivery = new Delivery(queue.Name, batch.Span, options.Polling.ProcessParent == ProcessParent.Delivery ? batch.Span : default);
                await ProcessAsync(events, lease, delivery, settings, stop);
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
            await settler.DeleteAsync([.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)], lease, stop.DrainDeadline);
            List<Message> deadLetters = [.. refused.Keys.Select(e => events[e])];
            deadLetters.ForEach(CountDeadLetter);
            await ReleaseForRedriveAsync([.. deadLetters.Where(lease.IsHeld)], settings, stop.DrainDeadline);
        }
        catch (Exception) when (stop.Stopping.IsCancellationRequested)
        {
            await lease.StopAsync();
            LogReleased(events.Count);
            using var timeout = new CancellationTokenSource(ReleaseTimeout);
            await settler.ReleaseAsync([.. events.Values.Where(lease.IsHeld)], timeout.Token);
        }
    }

    (Dictionary<IncomingEvent, Message> Events, List<Message> Unreadable) Read(IReadOnlyList<Message> messages)
    {
        Dictionary<IncomingEvent, Message> events = [];
        List<Message> unreadable = [];
        foreach (var message in messages)
        {
            var read = EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""), message.MessageId, clock.GetUtcNow());
            if (read.IsEvent)
            {
                events.Add(read.Event, message);
            }
            else
            {
                CountDeadLetter(message);
                LogUnreadable(message.MessageId, EventTelemetry.ReceiveCount(message), read.Reason);
                unreadable.Add(message);
            }
        }
        return (events, unreadable);
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
    Task ReleaseForRedriveAsync(IReadOnlyList<Message> messages, QueueSettings settings, CancellationToken cancellation) =>
        settings.HasDeadLetterQueue ? settler.ReleaseAsync(messages, cancellation) : Task.CompletedTask;

    /// <summary>Counts it once: it is delivered until the queue moves it to the dead-letter queue.</summary>
    void CountDeadLetter(Message message)
    {
        if (EventTelemetry.ReceiveCount(message) <= 1)
        {
            EventTelemetry.DeadLetter(queue.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (delivery {ReceiveCount}) is unreadable: {Reason}")]
    partial void LogUnreadable(string messageId, int receiveCount, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping: {Count} messages that are not done are released")]
    partial void LogReleased(int count);
}
