namespace ScalewayPoc.Consumer;

static class ConsumerOptionsExtensions
{
    /// <summary>Reads the settings, registers them and returns them.</summary>
    /// <exception cref="InvalidOperationException">One is out of range; the message names it.</exception>
    public static ConsumerOptions AddConsumerOptions(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ConsumerOptions.Section).Get<ConsumerOptions>() ?? new();
        Check("StopTimeout", options.StopTimeout, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5));
        Check("Polling:WaitTime", options.Polling.WaitTime, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Check("Polling:Receivers", options.Polling.Receivers, 1, 64);
        Check("Trigger:Timeout", options.Trigger.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check("DeadLetters:Timeout", options.DeadLetters.Timeout, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        builder.Services.AddSingleton(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        return options;
    }

    static void Check<T>(string name, T value, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new InvalidOperationException(
                $"{ConsumerOptions.Section}:{name} is {value}; it must be between {least} and {most}.");
        }
    }
}
