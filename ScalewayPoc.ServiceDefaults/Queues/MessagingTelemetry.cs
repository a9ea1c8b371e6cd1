using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScalewayPoc.ServiceDefaults.Queues;

/// <summary>OpenTelemetry's messaging conventions for Amazon SQS, for spans and metrics alike.</summary>
public static class MessagingTelemetry
{
    static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "Duration of a request to the queue, with its retries; a long poll takes up to 20 s.",
        advice: Telemetry.Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30));

    /// <summary>Attributes of an operation on a queue.</summary>
    /// <param name="name">Name of the operation, such as <c>send</c>, <c>receive</c>, <c>process</c>.</param>
    /// <param name="destination">Name of the queue.</param>
    /// <param name="server">The queue where this process is its client; null behind a trigger.</param>
    /// <param name="type">Type of the operation, for spans and client durations only: <c>send</c>, <c>receive</c>, <c>process</c>, <c>settle</c>.</param>
    public static TagList Tags(string name, string destination, SqsQueue? server, string? type = null)
    {
        var tags = new TagList
        {
            { "messaging.system", "aws_sqs" },
            { "messaging.operation.name", name },
            { "messaging.destination.name", destination },
        };
        if (type is not null)
        {
            tags.Add("messaging.operation.type", type);
        }
        if (server is not null)
        {
            tags.Add("server.address", server.Connection.Endpoint.Host);
            tags.Add("server.port", server.Connection.Endpoint.Port);
        }
        return tags;
    }

    /// <summary>Sends a request, and records its duration in <c>messaging.client.operation.duration</c>.</summary>
    /// <inheritdoc cref="Tags"/>
    public static async Task<T> MeasureAsync<T>(SqsQueue server, string name, string type, Func<Task<T>> request)
    {
        var tags = Tags(name, server.Name, server, type);
        var start = Stopwatch.GetTimestamp();
        try
        {
            return await request();
        }
        catch (Exception e)
        {
            tags.Add("error.type", e.GetType().FullName);
            throw;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
