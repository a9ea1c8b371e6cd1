using Microsoft.Extensions.Options;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Registers the outbox.</summary>
static class OutboxExtensions
{
    public static void AddOutbox(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Redis>();
        builder.Services.AddSingleton<OutboxStore>();
        builder.Services.AddSingleton<InFlightEvents>();
        builder.Services.AddSingleton<LoggedWrites>();
        builder.Services.AddSingleton<KeyProjection>();
        builder.Services.AddSingleton<QueueSender>();
        builder.Services.AddSingleton<OutboxSender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OutboxSender>());
        builder.Services.AddSingleton<OutboxMaintenance>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OutboxMaintenance>());
        builder.Services.AddSingleton<EventOutbox>();
        builder.Services.AddHealthChecks().AddCheck<OutboxMaintenance>("outbox");
    }
}
