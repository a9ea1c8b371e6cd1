using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// Sends batches of events to the queue, with a span <c>send</c> per event. Its parent is the request that created the event,
/// also where a sweep sends it later or in another process.
/// </summary>
sealed partial class QueueSender(SqsQueue queue, ResiliencePipelineProvider<string> pipelines, ILogger<QueueSender> logger)
{
    /// <summary>Maximum number of events in a request. Source: SQS.</summary>
    public const int MaxEntries = 10;

    static readonly Counter<long> SentMessages = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were sent, or not (error.type).");

    /// <summary>Sends one batch.</summary>
    /// <returns>The entries that the queue has acknowledged.</returns>
    /// <exception cref="Exception">The request as a whole has failed; some events may have arrived nevertheless.</exception>
    public async Task<IReadOnlyList<OutboxEntry>> SendAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken cancellation)
    {
        var request = new SendMessageBatchRequest(queue.Url,
            [.. batch.Select((entry, i) => new SendMessageBatchRequestEntry(
                i.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(entry.Envelope.Span)))]);
        var spans = batch.Select(entry => StartSpan(entry, batch.Count)).ToArray();
        var errors = new string?[batch.Count];
        try
        {
            var response = await MessagingTelemetry.MeasureAsync(queue, "send", "send", () => pipelines.GetPipeline(DependencyPipelines.Sqs)
                .ExecuteAsync(async token => await queue.Client.SendMessageBatchAsync(request, token), cancellation).AsTask());
            foreach (var failed in response.Failed ?? [])
            {
                errors[Index(failed.Id)] = failed.Code;
                LogRefused(batch[Index(failed.Id)].Id, failed.Code, failed.Message);
            }
            return [.. (response.Successful ?? []).Select(sent => batch[Index(sent.Id)])];
        }
        catch (Exception e)
        {
            Array.Fill(errors, e.GetType().FullName);
            throw;
        }
        finally
        {
            foreach (var (span, error) in spans.Zip(errors))
            {
                End(span, error);
            }
        }
    }

    Activity? StartSpan(OutboxEntry entry, int count)
    {
        // Otherwise the span before it would be the parent of an event without a trace.
        Activity.Current = null;
        var tags = MessagingTelemetry.Tags("send", queue.Name, queue, "send");
        tags.Add("aws.sqs.queue.url", queue.Url);
        tags.Add("messaging.message.id", entry.Id);
        if (count > 1)
        {
            tags.Add("messaging.batch.message_count", count);
        }
        return Telemetry.Source.StartActivity(ActivityKind.Producer, entry.Trace, tags, name: $"send {queue.Name}");
    }

    void End(Activity? span, string? error)
    {
        var tags = MessagingTelemetry.Tags("send", queue.Name, queue);
        if (error is not null)
        {
            tags.Add("error.type", error);
            span?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        }
        SentMessages.Add(1, tags);
        span?.Dispose();
    }

    static int Index(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Error, "The queue has refused the event {Id}, which stays in the outbox: {Code} {Reason}")]
    partial void LogRefused(string id, string code, string reason);
}
