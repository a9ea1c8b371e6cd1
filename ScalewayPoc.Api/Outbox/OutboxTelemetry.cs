using System.Diagnostics.Metrics;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Metrics of the outbox.</summary>
static class OutboxTelemetry
{
    static readonly Counter<long> AcceptedEvents = Telemetry.Meter.CreateCounter<long>(
        "scalewaypoc.event.accepted", "{event}", "Accepted events; state is queued if the queue has acknowledged the event within the request.");

    static Backlog? _backlog;

    static OutboxTelemetry()
    {
        Gauge("scalewaypoc.outbox.depth", "{event}", "Events that wait for the queue.", backlog => backlog.Outbox);
        Gauge("scalewaypoc.outbox.age", "s", "Age of the oldest event that waits for the queue.", backlog => backlog.OutboxAge.TotalSeconds);
        Gauge("scalewaypoc.in_flight.count", "{event}", "Accepted events that are not known to be in the event log.", backlog => backlog.InFlight);
        Gauge("scalewaypoc.in_flight.age", "s", "Age of the oldest of them.", backlog => backlog.InFlightAge.TotalSeconds);
        Gauge("scalewaypoc.redis.memory.ratio", "1", "Used part of the memory that Redis may use.", backlog => backlog.MemoryFill);
    }

    /// <summary>Records what a sweep has seen. Every process reports all of the outbox: aggregate with a maximum, not a sum.</summary>
    public static void Swept(Backlog backlog) => Volatile.Write(ref _backlog, backlog);

    public static void Accepted(bool queued) =>
        AcceptedEvents.Add(1, new KeyValuePair<string, object?>("state", queued ? "queued" : "accepted"));

    static void Gauge(string name, string unit, string description, Func<Backlog, double?> value) => Telemetry.Meter.CreateObservableGauge(
        name,
        () => Volatile.Read(ref _backlog) is { } backlog && value(backlog) is { } number ? [new Measurement<double>(number)] : Array.Empty<Measurement<double>>(),
        unit, description);
}
