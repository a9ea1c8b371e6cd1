using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Settings of the outbox, section <c>Outbox</c>.</summary>
sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>
    /// Maximum number of events that wait for the queue; above it, writes are refused with 503. Each takes up to 65 KiB of
    /// Redis, so the default needs 650 MB in the worst case and 13 MB with events of 1 KB.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = Limits.OutboxEntries;

    /// <summary>
    /// Maximum number of events whose state Redis keeps until they are in the event log, some 400 bytes each. Above it the
    /// oldest ones are forgotten: they are safe in the queue, but their state is 404 until the log has them.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxInFlight { get; set; } = Limits.InFlightEvents;

    /// <summary>Requests to the queue at the same time, each with up to ten events.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 4;

    /// <summary>Maximum time that a response waits for the queue's acknowledgement; then it is 202 with state <c>accepted</c>.</summary>
    [TimeSpanRange("00:00:00.001", "00:00:10")]
    public TimeSpan AcknowledgeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Interval at which the outbox is swept for entries that were left behind.</summary>
    [TimeSpanRange("00:00:00.1", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Age from which an entry counts as left behind, by the clock of Redis.</summary>
    [TimeSpanRange("00:00:00", "1.00:00:00")]
    public TimeSpan SweepAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Interval at which the event log is asked for the events in flight, while there are any. It doubles up to 32 times
    /// while none of them is found, so that an event that never arrives does not keep a serverless database awake.
    /// </summary>
    [TimeSpanRange("00:00:00.1", "00:10:00")]
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Age from which the event log is asked for an event. Not below the time that a request may take: until then a repeated
    /// call to Redis is recognized by the event's entry.
    /// </summary>
    [TimeSpanRange("00:00:00", "1.00:00:00")]
    public TimeSpan PruneAge { get; set; } = HttpLimits.Request;

    /// <summary>How long a stopping process continues to send; the rest stays in the outbox for another one.</summary>
    [TimeSpanRange("00:00:00", "00:05:00")]
    public TimeSpan FlushTime { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks the ranges; the code is generated, since reading the attributes at run time is not AOT-clean.</summary>
[OptionsValidator]
sealed partial class OutboxOptionsValidator : IValidateOptions<OutboxOptions>;

/// <summary>Registers the outbox.</summary>
static class OutboxExtensions
{
    public static void AddOutbox(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Redis>();
        builder.Services.AddSingleton<EventLogDatabase>();
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
