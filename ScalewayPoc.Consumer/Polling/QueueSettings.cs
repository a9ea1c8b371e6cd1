using System.Globalization;
using Amazon.SQS;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>Attributes of the queue that delivery depends on.</summary>
/// <param name="VisibilityTimeout">
/// How long a received message stays invisible. Scaleway Queues accepts no other value for renewals, so it is read from the
/// queue.
/// </param>
/// <param name="HasDeadLetterQueue">Whether a message that is received too often is moved to a dead-letter queue.</param>
sealed record QueueSettings(TimeSpan VisibilityTimeout, bool HasDeadLetterQueue)
{
    /// <exception cref="UnsuitableQueueException">The visibility timeout is less than a second.</exception>
    public static async Task<QueueSettings> ReadAsync(SqsQueue queue, CancellationToken cancellation)
    {
        var response = await queue.Client.GetQueueAttributesAsync(
            queue.Url, [QueueAttributeName.VisibilityTimeout, QueueAttributeName.RedrivePolicy], cancellation);
        var attributes = response.Attributes ?? [];
        var visible = attributes.TryGetValue(QueueAttributeName.VisibilityTimeout, out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        return visible >= 1
            ? new(TimeSpan.FromSeconds(visible), attributes.ContainsKey(QueueAttributeName.RedrivePolicy))
            : throw new UnsuitableQueueException(
                $"Queue {queue.Name} has a visibility timeout of {text ?? "unknown"} s; it must be at least 1, or every message is handled twice.");
    }
}

/// <summary>The queue has a setting that the Consumer cannot work with; the message names it.</summary>
sealed class UnsuitableQueueException(string message) : Exception(message);
