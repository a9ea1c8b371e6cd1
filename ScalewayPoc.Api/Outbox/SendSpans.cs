using System.Diagnostics;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// One PRODUCER span per event of a batch, each in the trace of the request that the event is from; the first one is
/// the parent of the HTTP request that they share. Attributes: OpenTelemetry semantic conventions for SQS.
/// </summary>
sealed class SendSpans : IDisposable
{
    readonly Activity?[] _spans;
    readonly Activity? _outer = Activity.Current;

    public SendSpans(SqsQueue queue, IReadOnlyList<OutboxEntry> batch)
    {
        _spans = [.. batch.Select(entry => Start(queue, entry, batch.Count))];
        Activity.Current = Array.Find(_spans, span => span is not null) ?? _outer;
    }

    public void Fail(int index, string error) => _spans[index]?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);

    public void Fail(string error)
    {
        for (var i = 0; i < _spans.Length; i++)
        {
            Fail(i, error);
        }
    }

    public void Dispose()
    {
        foreach (var span in _spans)
        {
            span?.Dispose();
        }
        Activity.Current = _outer;
    }

    static Activity? Start(SqsQueue queue, OutboxEntry entry, int count)
    {
        if (!Telemetry.Source.HasListeners())
        {
            return null;
        }
        Activity.Current = null;
        var span = Telemetry.Source.StartActivity($"send {queue.Name}", ActivityKind.Producer, entry.Trace);
        span?.SetTag("messaging.system", "aws_sqs")
            .SetTag("messaging.operation.name", "send")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", queue.Name)
            .SetTag("messaging.message.id", entry.Id)
            .SetTag("aws.sqs.queue.url", queue.Url)
            .SetTag("server.address", queue.Connection.Endpoint.Host)
            .SetTag("server.port", queue.Connection.Endpoint.Port);
        if (count > 1)
        {
            span?.SetTag("messaging.batch.message_count", count);
        }
        return span;
    }
}
