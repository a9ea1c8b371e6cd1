using System.Globalization;
using Amazon.SQS;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

/// <summary>What the queue itself says about delivery.</summary>
/// <param name="VisibilityTimeout">
/// How long a received message stays hidden. The only value that Scaleway Queues takes for renewing it, so it is asked
/// for and never assumed.
/// </param>
/// <param name="HasDeadLetterQueue">Whether a message that is received too often goes elsewhere.</param>
sealed record QueueSettings(TimeSpan VisibilityTimeout, bool HasDeadLetterQueue)
{
    /// <exception cref="InvalidOperationException">The queue hides messages too shortly to handle them.</exception>
    public static async Task<QueueSettings> ReadAsync(SqsQueue queue, CancellationToken cancellation)
    {
        var response = await queue.Client.GetQueueAttributesAsync(
            queue.Url, [QueueAttributeName.VisibilityTimeout, QueueAttributeName.RedrivePolicy], cancellation);
        var attributes = response.Attributes ?? [];
        var visible = attributes.TryGetValue(QueueAttributeName.VisibilityTimeout, out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        return visible >= 1
            ? new(TimeSpan.FromSeconds(visible), attributes.ContainsKey(QueueAttributeName.RedrivePolicy))
            : throw new InvalidOperationException(
                $"Queue {queue.Name} has a visibility timeout of {text ?? "unknown"} s; it must be at least 1, or every message is handled twice.");
    }
}
