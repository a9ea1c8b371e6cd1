using Amazon.SQS;

namespace ScalewayPoc.Tests.Support;

static class QueueDepth
{
    /// <summary>Number of messages in a queue that are visible and in flight.</summary>
    public static async Task<(int Visible, int InFlight)> DepthAsync(this IAmazonSQS sqs, string queueUrl)
    {
        var attributes = await sqs.GetQueueAttributesAsync(queueUrl, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible);
    }
}
