using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Stores;

namespace ScalewayPoc.Consumer.Handling;

static class HandlingExtensions
{
    /// <summary>Registers what is done with events. Needs the event log.</summary>
    public static void AddEventHandling(this WebApplicationBuilder builder)
    {
        builder.AddRedisStore(ResourceNames.Redis);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ProcessedMarks>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ProcessedMarks>());
        builder.Services.AddSingleton<EventBatchHandler>();
    }
}
