using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer;

/// <summary>How events are delivered to the service.</summary>
enum ConsumerMode
{
    /// <summary>The service receives them from the queue: for a service that is always on, and for throughput.</summary>
    Poll,

    /// <summary>A trigger of the platform posts them, one at a time: for a service that scales to zero.</summary>
    Trigger,
}

/// <summary>The parent of the spans <c>process</c>.</summary>
enum ProcessParent
{
    /// <summary>The span in which the event was created: one trace from the request to the event log.</summary>
    Creation,

    /// <summary>The span that has received the batch, as by OpenTelemetry's messaging conventions: a trace for each batch.</summary>
    Delivery,
}

/// <summary>Settings of the service, section <c>Consumer</c>. Checked at start.</summary>
sealed class ConsumerOptions
{
    public const string Section = "Consumer";

    public ConsumerMode Mode { get; set; } = ConsumerMode.Poll;

    /// <summary>
    /// From SIGTERM to the end of the process, 3 s to 5 min. The default leaves room within the 10 s that container
    /// platforms commonly grant.
    /// </summary>
    [TimeSpanRange("00:00:03", "00:05:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(9);

    /// <summary>Settings of mode <see cref="ConsumerMode.Poll"/>.</summary>
    [ValidateObjectMembers]
    public PollingOptions Polling { get; set; } = new();

    /// <summary>Settings of mode <see cref="ConsumerMode.Trigger"/>.</summary>
    [ValidateObjectMembers]
    public TriggerOptions Trigger { get; set; } = new();

    /// <summary>Settings of listing and replaying dead letters.</summary>
    [ValidateObjectMembers]
    public DeadLetterOptions DeadLetters { get; set; } = new();
}

/// <summary>Settings of polling.</summary>
sealed class PollingOptions
{
    /// <summary>How long a receive waits for a first message, whole seconds up to 20. Source: Scaleway Queues, as Amazon's.</summary>
    [TimeSpanRange("00:00:00", "00:00:20")]
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Maximum number of batches of up to 10 messages that are received and handled at the same time, 1 to 64. While the queue
    /// is quiet, one is received at a time.
    /// </summary>
    [Range(1, 64)]
    public int Receivers { get; set; } = 4;

    /// <summary>Which span is the parent of <c>process</c>; the other one is linked. Default <see cref="ProcessParent.Creation"/>.</summary>
    public ProcessParent ProcessParent { get; set; }
}

/// <summary>Settings of the trigger's endpoint.</summary>
sealed class TriggerOptions
{
    /// <summary>
    /// Maximum time to a response, 1 s to 1 h; after it the response is 503. Has to be less than the queue's visibility
    /// timeout, or the message is delivered again while it is being handled.
    /// </summary>
    [TimeSpanRange("00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Settings of listing and replaying dead letters.</summary>
sealed class DeadLetterOptions
{
    /// <summary>
    /// Maximum time to a response, 2 s to 1 min, and a second more to release messages. Has to be less than the 10 s for
    /// which the API waits.
    /// </summary>
    [TimeSpanRange("00:00:02", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);
}

[OptionsValidator]
sealed partial class ConsumerOptionsValidator : IValidateOptions<ConsumerOptions>;

static class ConsumerOptionsExtensions
{
    /// <summary>Registers the settings, and returns the mode.</summary>
    /// <exception cref="InvalidOperationException">The mode is unknown.</exception>
    public static ConsumerMode AddConsumerOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<ConsumerOptions, ConsumerOptionsValidator>()
            .BindConfiguration(ConsumerOptions.Section);
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<ConsumerOptions>>().Value);
        builder.Services.AddOptions<HostOptions>().Configure<ConsumerOptions>((host, options) => host.ShutdownTimeout = options.StopTimeout);
        return builder.Configuration.GetValue($"{ConsumerOptions.Section}:{nameof(ConsumerOptions.Mode)}", ConsumerMode.Poll);
    }
}
