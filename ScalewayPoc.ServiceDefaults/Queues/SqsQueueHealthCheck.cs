using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScalewayPoc.ServiceDefaults.Queues;

/// <summary>Healthy when the queue answers for its own attributes.</summary>
sealed class SqsQueueHealthCheck(SqsQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.Client.GetQueueAttributesAsync(queue.Url, ["ApproximateNumberOfMessages"], cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Queue {queue.Name} does not answer: {e.Message}", e);
        }
    }
}
