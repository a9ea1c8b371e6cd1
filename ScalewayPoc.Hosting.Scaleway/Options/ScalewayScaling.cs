namespace Aspire.Hosting.Scaleway;

/// <summary>What instances are added for: exactly one measure. Source: provider, scaleway_container, scaling_option.</summary>
public sealed record ScalewayScaling
{
    ScalewayScaling()
    {
    }

    /// <summary>Concurrent requests per instance, from 1.</summary>
    public int? ConcurrentRequests { get; private init; }

    /// <summary>CPU usage of an instance in percent, 1 to 100. Needs a least scale of 1.</summary>
    public int? CpuUsage { get; private init; }

    /// <summary>Memory usage of an instance in percent, 1 to 100. Needs a least scale of 1.</summary>
    public int? MemoryUsage { get; private init; }

    /// <summary>Adds instances above this many concurrent requests for each.</summary>
    public static ScalewayScaling OnConcurrentRequests(int requests) => new() { ConcurrentRequests = requests };

    /// <summary>Adds instances above this CPU usage.</summary>
    public static ScalewayScaling OnCpuUsage(int percent) => new() { CpuUsage = percent };

    /// <summary>Adds instances above this memory usage.</summary>
    public static ScalewayScaling OnMemoryUsage(int percent) => new() { MemoryUsage = percent };
}
