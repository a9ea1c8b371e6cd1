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
        builder.Services.AddSingleton<QueueSender>();
        builder.Services.AddSingleton<OutboxSender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OutboxSender>());
        builder.Services.AddSingleton<Outbox>();
    }
}

/// <summary>Checks the ranges; the code is generated, since reading the attributes at run time is not AOT-clean.</summary>
[OptionsValidator]
sealed partial class OutboxOptionsValidator : IValidateOptions<OutboxOptions>;
