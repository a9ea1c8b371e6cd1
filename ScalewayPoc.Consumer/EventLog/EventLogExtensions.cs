using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Stores;

namespace ScalewayPoc.Consumer.EventLog;

static class EventLogExtensions
{
    /// <summary>Registers the event log: database, schema, writer, and the loop that waits for the database.</summary>
    public static void AddEventLog(this WebApplicationBuilder builder)
    {
        builder.AddEventLogDatabase(ResourceNames.Events);
        builder.Services.AddSingleton<EventLogSchema>();
        builder.Services.AddSingleton<EventHandlers>();
        builder.Services.AddSingleton<EventLogWriter>();
        builder.Services.AddSingleton<EventLogAppender>();
        builder.Services.AddSingleton<EventLogAvailability>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventLogAvailability>());
        builder.Services.AddHealthChecks().AddCheck<EventLogAvailability>("event-log");
    }
}
