using System.Diagnostics;
using System.Diagnostics.Metrics;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>Spans and metrics of handling, named by OpenTelemetry's messaging conventions for Amazon SQS.</summary>
static class HandlingTelemetry
{
    public const string System = "aws_sqs";

    static readonly Counter<long> Consumed = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were delivered to the application.");

    static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of processing a batch.", advice: Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30));

    static readonly Histogram<double> Latency = Telemetry.Meter.CreateHistogram(
        "scalewaypoc.event.latency", "s", "Time from the acceptance of an event to its being in the event log.",
        advice: Buckets(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200));

    static readonly Counter<long> Duplicates = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.duplicates", "{event}", "Events that were in the event log already.");

    static readonly Counter<long> Unreadable = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.unreadable", "{message}", "Messages that can never become an entry of the event log.");

    /// <summary>Counts messages that were delivered, with any outcome.</summary>
    public static void CountDelivered(int count, string destination) => Consumed.Add(count, Tags(destination));

    /// <summary>Counts a message that is no event, in <c>scalewaypoc.event.unreadable</c>.</summary>
    public static void CountUnreadable(string destination) => Unreadable.Add(1, Tags(destination));

    /// <summary>
    /// Starts one span per event. Its parent is the context in which the event was created and its link is the delivery,
    /// so that one trace shows the request, the sending and the processing, for a batch of many traces too. (The
    /// conventions' default is the other way round; it would end the trace of the request at the queue.)
    /// </summary>
    public static Processing StartProcessing(IReadOnlyList<IncomingEvent> events, Delivery delivery) =>
        new(events, delivery);

    static TagList Tags(string destination) => new()
    {
        { "messaging.system", System },
        { "messaging.operation.name", "process" },
        { "messaging.destination.name", destination },
    };

    static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    /// <summary>Spans and duration of one batch; disposing it ends both.</summary>
    public sealed class Processing : IDisposable
    {
        readonly Dictionary<IncomingEvent, Activity> _spans = [];
        readonly Activity? _outer = Activity.Current;
        readonly string _destination;
        readonly long _start = Stopwatch.GetTimestamp();
        string? _errorType;

        internal Processing(IReadOnlyList<IncomingEvent> events, Delivery delivery)
        {
            _destination = delivery.Destination;
            foreach (var e in events)
            {
                if (Start(e, delivery) is { } span)
                {
                    _spans.Add(e, span);
                }
            }
            if (events.Count != 1)
            {
                // One statement for all events: its span is a child of the delivery, not of the last event.
                Activity.Current = _outer;
            }
        }

        /// <summary>The events are in the log.</summary>
        public void Recorded(IReadOnlyList<IncomingEvent> events, int duplicates, DateTimeOffset now)
        {
            var tags = Tags(_destination);
            foreach (var e in events)
            {
                Latency.Record(Math.Max(0, (now - e.Time).TotalSeconds), tags);
            }
            if (duplicates > 0)
            {
                Duplicates.Add(duplicates, tags);
            }
        }

        /// <summary>The event will never be in the log.</summary>
        public void Failed(IncomingEvent e, string reason)
        {
            CountUnreadable(_destination);
            if (_spans.TryGetValue(e, out var span))
            {
                Fail(span, "unreadable", reason);
            }
        }

        /// <summary>The batch has to be handled again.</summary>
        public void Failed(Exception e)
        {
            _errorType = (e.InnerException ?? e).GetType().FullName;
            foreach (var span in _spans.Values)
            {
                Fail(span, _errorType, e.Message);
            }
        }

        public void Dispose()
        {
            foreach (var span in _spans.Values)
            {
                span.Dispose();
            }
            Activity.Current = _outer;
            var tags = Tags(_destination);
            if (_errorType is not null)
            {
                tags.Add("error.type", _errorType);
            }
            Duration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        }

        static Activity? Start(IncomingEvent e, Delivery delivery)
        {
            // Without a creation context the event starts a trace of its own: the delivery did not create it.
            Activity.Current = null;
            var span = Telemetry.Source.StartActivity(
                ActivityKind.Consumer,
                e.CreationContext,
                [
                    new("messaging.system", System),
                    new("messaging.operation.name", "process"),
                    new("messaging.operation.type", "process"),
                    new("messaging.destination.name", delivery.Destination),
                    new("messaging.message.id", e.MessageId),
                    new("cloudevents.event_id", e.Id),
                    new("cloudevents.event_source", e.Source),
                    new("cloudevents.event_type", e.Type),
                ],
                delivery.Context == default ? null : [new ActivityLink(delivery.Context)],
                name: "process " + delivery.Destination);
            return span;
        }

        static void Fail(Activity span, string? type, string reason) =>
            span.SetStatus(ActivityStatusCode.Error, reason).SetTag("error.type", type);
    }
}
