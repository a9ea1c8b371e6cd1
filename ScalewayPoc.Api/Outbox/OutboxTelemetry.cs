using System.Diagnostics;
using System.Diagnostics.Metrics;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Metrics of sending, named as OpenTelemetry's semantic conventions have them, and the depth of the outbox.</summary>
static class OutboxTelemetry
{
    static long _depth;

    static readonly Counter<long> SentMessages = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were sent, or not (error.type).");

    static readonly Histogram<double> OperationDuration = Telemetry.Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "Duration of a request to the queue, with its retries.");

    static OutboxTelemetry() => Telemetry.Meter.CreateObservableGauge(
        "scalewaypoc.outbox.depth", () => Depth, "{event}", "Events that wait for the queue, as the last sweep saw it.");

    /// <summary>Number of events in the outbox.</summary>
    public static long Depth
    {
        get => Volatile.Read(ref _depth);
        set => Volatile.Write(ref _depth, value);
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
