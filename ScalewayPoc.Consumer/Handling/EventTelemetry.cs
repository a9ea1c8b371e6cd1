using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>How events were delivered.</summary>
/// <param name="Destination">Name of the queue.</param>
/// <param name="Received">Span that has received them: of the batch, or of the request that delivered them; default without one.</param>
/// <param name="Parent">Parent of the <c>process</c> spans; default selects the context in which each event was created.</param>
readonly record struct Delivery(string Destination, ActivityContext Received = default, ActivityContext Parent = default);

/// <summary>Spans and metrics of handling, by OpenTelemetry's messaging conventions.</summary>
static class EventTelemetry
{
    static readonly Counter<long> ConsumedMessages = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were delivered to the Consumer.");

    static readonly Counter<long> RedeliveredMessages = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.redeliveries", "{message}", "Messages that were delivered before. A trigger does not report it.");

    static readonly Counter<long> DeadLetters = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.dead_letters", "{message}", "Messages that cannot become an entry of the event log, at their first delivery.");

    static readonly Counter<long> Duplicates = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.duplicates", "{event}", "Events that were in the event log already.");

    static readonly Histogram<double> ProcessDuration = Telemetry.Meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of processing an event.",
        advice: Telemetry.Buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10));

    static readonly Histogram<double> Latency = Telemetry.Meter.CreateHistogram(
        "scalewaypoc.event.latency", "s", "Time from the acceptance of an event to its being in the event log.",
        advice: Telemetry.Buckets(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200));

    static readonly Func<ILogger, string, IDisposable?> EventIdScope = LoggerMessage.DefineScope<string>("Events {EventIds}");

    /// <summary>Counts a message that a trigger has delivered, with any outcome.</summary>
    public static void Delivered(string destination) => ConsumedMessages.Add(1, MessagingTelemetry.Tags("process", destination, null));

    /// <summary>
    /// Counts the messages of a receive, and records its span. A receive without messages has none: it would be a trace of
    /// its own at each poll of an idle queue.
    /// </summary>
    /// <returns>The span's context; default without one.</returns>
    public static ActivityContext Received(SqsQueue queue, DateTimeOffset start, IReadOnlyList<Message> messages)
    {
        if (messages.Count == 0)
        {
            return default;
        }
        var tags = MessagingTelemetry.Tags("receive", queue.Name, queue);
        ConsumedMessages.Add(messages.Count, tags);
        if (messages.Count(message => ReceiveCount(message) > 1) is > 0 and var redelivered)
        {
            RedeliveredMessages.Add(redelivered, tags);
        }
        tags = MessagingTelemetry.Tags("receive", queue.Name, queue, "receive");
        tags.Add("messaging.batch.message_count", messages.Count);
        tags.Add("aws.sqs.queue.url", queue.Url);
        using var span = Telemetry.Source.StartActivity(
            ActivityKind.Client, Activity.Current?.Context ?? default, tags, startTime: start, name: "receive " + queue.Name);
        return span?.Context ?? default;
    }

    /// <summary>How often a message has been received, this time included; 0 if the queue does not report it.</summary>
    public static int ReceiveCount(Message message) =>
        int.TryParse(message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.ApproximateReceiveCount), CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>Counts a message that cannot become an entry of the event log.</summary>
    public static void DeadLetter(string destination) => DeadLetters.Add(1, MessagingTelemetry.Tags("process", destination, null));

    /// <summary>Adds the ids of events to the log records that are written until the result is disposed.</summary>
    public static IDisposable? BeginScope(ILogger logger, IEnumerable<IncomingEvent> events) =>
        EventIdScope(logger, string.Join(',', events.Select(e => e.Id)));

    /// <summary>
    /// Spans and durations of one batch; disposing it ends them. Each event has a span <c>process</c>. Its parent is
    /// <see cref="Delivery.Parent"/> or the context in which the event was created, and it has links to those of creation and
    /// delivery that are not its parent.
    /// </summary>
    public sealed class Processing : IDisposable
    {
        readonly Dictionary<IncomingEvent, Activity?> _spans;
        readonly Activity? _outer = Activity.Current;
        readonly Activity? _batch;
        readonly Delivery _delivery;
        readonly long _start = Stopwatch.GetTimestamp();
        string? _errorType;

        public Processing(IReadOnlyList<IncomingEvent> events, Delivery delivery)
        {
            _delivery = delivery;
            _spans = events.ToDictionary(e => e, Start);
            Activity.Current = _outer;
            if (events.Count == 1)
            {
                Activity.Current = _spans[events[0]] ?? _outer;
            }
            else if (delivery.Received != default)
            {
                // One statement for all events: it belongs to their delivery.
                _batch = Telemetry.Source.StartActivity(
                    ActivityKind.Internal, delivery.Received, null, LinksTo(_spans.Values.Select(span => span?.Context ?? default)),
                    name: "append events");
            }
        }

        /// <summary>The events are in the log; some were before.</summary>
        public void Recorded(IReadOnlyList<IncomingEvent> events, int duplicates, DateTimeOffset now)
        {
            var tags = MessagingTelemetry.Tags("process", _delivery.Destination, null);
            foreach (var e in events)
            {
                // For the exemplar.
                Activity.Current = _spans[e] ?? _outer;
                Latency.Record(Math.Max(0, (now - e.Time).TotalSeconds), tags);
            }
            if (duplicates > 0)
            {
                Duplicates.Add(duplicates, tags);
            }
        }

        /// <summary>The event will never be in the log.</summary>
        public void Failed(IncomingEvent e, string reason) => Fail(_spans[e], "unreadable", reason);

        /// <summary>The batch has to be handled again.</summary>
        public void Failed(Exception e)
        {
            _errorType = (e.InnerException ?? e).GetType().FullName!;
            foreach (var span in _spans.Values.Append(_batch))
            {
                Fail(span, _errorType, e.Message);
            }
        }

        public void Dispose()
        {
            var tags = MessagingTelemetry.Tags("process", _delivery.Destination, null);
            if (_errorType is not null)
            {
                tags.Add("error.type", _errorType);
            }
            _batch?.Dispose();
            foreach (var span in _spans.Values)
            {
                Activity.Current = span ?? _outer;
                ProcessDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
                span?.Dispose();
            }
            Activity.Current = _outer;
        }

        Activity? Start(IncomingEvent e)
        {
            var tags = MessagingTelemetry.Tags("process", _delivery.Destination, null, "process");
            tags.Add("messaging.message.id", e.MessageId);
            tags.Add("cloudevents.event_id", e.Id);
            tags.Add("cloudevents.event_source", e.Source);
            tags.Add("cloudevents.event_type", e.Type);
            var parent = _delivery.Parent == default ? e.CreationContext : _delivery.Parent;
            // Without any parent the event starts a trace of its own.
            Activity.Current = null;
            return Telemetry.Source.StartActivity(
                ActivityKind.Consumer, parent, tags, LinksTo(new[] { e.CreationContext, _delivery.Received }.Where(context => context != parent)),
                name: "process " + _delivery.Destination);
        }

        static IEnumerable<ActivityLink> LinksTo(IEnumerable<ActivityContext> contexts) =>
            contexts.Where(context => context != default).Select(context => new ActivityLink(context));

        static void Fail(Activity? span, string type, string reason) =>
            span?.SetStatus(ActivityStatusCode.Error, reason).SetTag("error.type", type);
    }
}
