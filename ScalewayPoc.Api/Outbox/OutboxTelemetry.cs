using System.Diagnostics;
using System.Diagnostics.Metrics;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Metrics of sending, named by OpenTelemetry's semantic conventions, and of the outbox.</summary>
static class OutboxTelemetry
{
    static Backlog? _backlog;

    static readonly Counter<long> SentMessages = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were sent, or not (error.type).");

    static readonly Histogram<double> OperationDuration = Telemetry.Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "Duration of a request to the queue, with its retries.");

    static OutboxTelemetry()
    {
        Gauge("scalewaypoc.outbox.depth", "{event}", "Events that wait for the queue.", backlog => backlog.Outbox);
        Gauge("scalewaypoc.outbox.age", "s", "Age of the oldest event that waits for the queue.", backlog => backlog.OutboxAge.TotalSeconds);
        Gauge("scalewaypoc.in_flight.count", "{event}", "Accepted events that are not known to be in the event log.", backlog => backlog.InFlight);
        Gauge("scalewaypoc.in_flight.age", "s", "Age of the oldest of them.", backlog => backlog.InFlightAge.TotalSeconds);
        Gauge("scalewaypoc.redis.memory.ratio", "1", "Used part of the memory that Redis may use.", backlog => backlog.MemoryFill);
    }

    /// <summary>What the last sweep has seen; null before the first one.</summary>
    public static Backlog? Backlog
    {
        get => Volatile.Read(ref _backlog);
        set => Volatile.Write(ref _backlog, value);
    }

    public static void Sent(string queue, int count, string? error)
    {
        if (count > 0)
        {
            SentMessages.Add(count, Tags(queue, error));
        }
    }

    public static void Duration(string queue, TimeSpan elapsed, string? error) =>
        OperationDuration.Record(elapsed.TotalSeconds, Tags(queue, error));

    static void Gauge(string name, string unit, string description, Func<Backlog, double?> value) => Telemetry.Meter.CreateObservableGauge(
        name, () => Backlog is { } backlog && value(backlog) is { } number ? [new Measurement<double>(number)] : Array.Empty<Measurement<double>>(),
        unit, description);

    static TagList Tags(string queue, string? error)
    {
        var tags = new TagList
        {
            { "messaging.system", "aws_sqs" },
            { "messaging.operation.name", "send" },
            { "messaging.operation.type", "send" },
            { "messaging.destination.name", queue },
        };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }
        return tags;
    }
}
