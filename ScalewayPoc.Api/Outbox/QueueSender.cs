using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using Polly.Registry;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Sends batches of events to the queue.</summary>
sealed partial class QueueSender(SqsQueue queue, ResiliencePipelineProvider<string> pipelines, ILogger<QueueSender> logger)
{
    /// <summary>Maximum number of events in a request. Source: SQS.</summary>
    public const int MaxEntries = 10;

    /// <summary>Splits entries into what one request can carry, in their order.</summary>
    public static IEnumerable<IReadOnlyList<OutboxEntry>> Batches(IEnumerable<OutboxEntry> entries)
    {
        var batch = new List<OutboxEntry>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            var size = entry.Envelope.Length;
            if (batch.Count == MaxEntries || (batch.Count > 0 && bytes + size > Limits.QueueRequestBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }
            batch.Add(entry);
            bytes += size;
        }
        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>Sends one batch.</summary>
    /// <returns>The entries that the queue has acknowledged.</returns>
    /// <exception cref="Exception">The request as a whole has failed; some events may have arrived nevertheless.</exception>
    public async Task<IReadOnlyList<OutboxEntry>> SendAsync(IReadOnlyList<OutboxEntry> batch, CancellationToken cancellation)
    {
        var request = new SendMessageBatchRequest(queue.Url,
            [.. batch.Select((entry, i) => new SendMessageBatchRequestEntry(
                i.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(entry.Envelope.Span)))]);
        using var spans = new SendSpans(queue, batch);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var response = await pipelines.GetPipeline(DependencyPipelines.Sqs).ExecuteAsync(
                async token => await queue.Client.SendMessageBatchAsync(request, token), cancellation);
            foreach (var failed in response.Failed ?? [])
            {
                var entry = batch[Index(failed.Id)];
                spans.Fail(Index(failed.Id), failed.Code);
                LogRefused(entry.Id, failed.Code, failed.Message);
            }
            var sent = (response.Successful ?? []).Select(entry => batch[Index(entry.Id)]).ToArray();
            OutboxTelemetry.Sent(queue.Name, sent.Length, null);
            OutboxTelemetry.Sent(queue.Name, batch.Count - sent.Length, "refused");
            OutboxTelemetry.Duration(queue.Name, Stopwatch.GetElapsedTime(started), null);
            return sent;
        }
        catch (Exception e)
        {
            var error = e.GetType().FullName!;
            spans.Fail(error);
            OutboxTelemetry.Sent(queue.Name, batch.Count, error);
            OutboxTelemetry.Duration(queue.Name, Stopwatch.GetElapsedTime(started), error);
            throw;
        }
    }

    static int Index(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Error, "The queue has refused the event {Id}, which stays in the outbox: {Code} {Reason}")]
    partial void LogRefused(string id, string code, string reason);
}
