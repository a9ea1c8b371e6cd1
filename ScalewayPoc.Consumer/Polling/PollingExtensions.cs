using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.Polling;

static class PollingExtensions
{
    /// <summary>Registers receiving from the queue. Needs the event handling.</summary>
    public static void AddQueuePolling(this WebApplicationBuilder builder)
    {
        builder.AddSqsQueue(ResourceNames.Ingress);
        builder.Services.AddSingleton<MessageSettler>();
        builder.Services.AddSingleton<BatchReceiver>();
        builder.Services.AddSingleton<BatchProcessor>();
        builder.Services.AddSingleton<QueuePoller>();
        builder.Services.AddHostedService(services => services.GetRequiredService<QueuePoller>());
        builder.Services.AddHealthChecks().AddCheck<QueuePoller>("polling");
    }
}
