using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.AppHost.Queues;

/// <summary>Healthy when the server answers for the queue.</summary>
sealed class SqsQueueHealthCheck(SqsQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, $"Queue {queue.Name} does not answer: {e.Message}", e);
        }
    }
}
