using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Takes one received batch to its end: each message is deleted, or given back with the reason logged.</summary>
sealed partial class BatchProcessor(
    SqsQueue queue,
    EventBatchHandler handler,
    EventLogAvailability log,
    MessageSettler settler,
    TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    static readonly TimeSpan GiveBackLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Handles a batch. While the event log is away the messages are held, however long it takes: to let them go would
    /// raise their receive counts until they are taken for unreadable.
    /// </summary>
    public async Task ProcessAsync(ReceivedBatch batch, QueueSettings settings, StopSignals stop)
    {
        HandlingTelemetry.CountDelivered(batch.Messages.Count, queue.Name);
        Dictionary<IncomingEvent, Message> events = new(ReferenceEqualityComparer.Instance);
        List<Message> unreadable = [];
        foreach (var message in batch.Messages)
        {
            var read = EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""), message.MessageId);
            if (read.IsEvent)
            {
                events.Add(read.Event, message);
            }
            else
            {
                HandlingTelemetry.CountUnreadable(queue.Name);
                LogUnreadable(message.MessageId, ReceiveCount(message), read.Reason);
                unreadable.Add(message);
            }
        }
        await GiveUpAsync(unreadable, settings, stop.Drained);
        if (events.Count > 0)
        {
            await ProcessAsync(events, batch, settings, stop);
        }
    }

    async Task ProcessAsync(
        Dictionary<IncomingEvent, Message> events, ReceivedBatch batch, QueueSettings settings, StopSignals stop)
    {
        await using var lease = new BatchLease(queue, events.Values, batch.Timestamp, settings.VisibilityTimeout, clock, logger);
        try
        {
            var refused = await HandleAsync([.. events.Keys], new(queue.Name, batch.Span), stop);
            await lease.StopAsync();
            await settler.DeleteAsync([.. events.Where(e => !refused.ContainsKey(e.Key)).Select(e => e.Value)], lease, stop.Drained);
            await GiveUpAsync([.. refused.Keys.Select(e => events[e])], settings, stop.Drained);
        }
        catch (Exception) when (stop.Stopping.IsCancellationRequested)
        {
            await lease.StopAsync();
            LogGivenBack(events.Count);
            using var limit = new CancellationTokenSource(GiveBackLimit);
            await settler.ReleaseAsync([.. events.Values.Where(lease.IsHeld)], limit.Token);
        }
    }

    async Task<IReadOnlyDictionary<IncomingEvent, string>> HandleAsync(
        IReadOnlyList<IncomingEvent> events, Delivery delivery, StopSignals stop)
    {
        var backoff = new Backoff();
        while (true)
        {
            try
            {
                return await handler.HandleAsync(events, delivery, stop.Drained);
            }
            catch (EventLogUnavailableException)
            {
                await backoff.DelayAsync(stop.Stopping);
                await log.WaitAsync(stop.Stopping);
            }
        }
    }

    /// <summary>
    /// Lets the queue's redrive have messages that will never succeed. Without a dead-letter queue they come back only
    /// after their visibility timeout: given back at once they would go round as fast as they can be received.
    /// </summary>
    Task GiveUpAsync(IReadOnlyList<Message> messages, QueueSettings settings, CancellationToken cancellation) =>
        settings.HasDeadLetterQueue ? settler.ReleaseAsync(messages, cancellation) : Task.CompletedTask;

    static string ReceiveCount(Message message) =>
        message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.ApproximateReceiveCount) ?? "?";

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (delivery {ReceiveCount}) is unreadable: {Reason}")]
    partial void LogUnreadable(string messageId, string receiveCount, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping: {Count} messages that are not done are given back to the queue")]
    partial void LogGivenBack(int count);
}
