using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway;

/// <summary>The measure that adds instances: exactly one. Source: provider, scaleway_container, scaling_option.</summary>
public sealed record ScalewayScaling
{
    ScalewayScaling()
    {
    }

    /// <summary>Concurrent requests per instance, from 1.</summary>
    [JsonPropertyName("concurrent_requests_threshold")]
    public int? ConcurrentRequests { get; private init; }

    /// <summary>CPU usage of an instance in percent, 1 to 100. Needs a minimum scale of 1.</summary>
    [JsonPropertyName("cpu_usage_threshold")]
    public int? CpuUsage { get; private init; }

    /// <summary>Memory usage of an instance in percent, 1 to 100. Needs a minimum scale of 1.</summary>
    [JsonPropertyName("memory_usage_threshold")]
    public int? MemoryUsage { get; private init; }

    /// <summary>Adds instances above a number of concurrent requests per instance.</summary>
    /// <param name="requests">Requests, from 1.</param>
    public static ScalewayScaling OnConcurrentRequests(int requests) => new() { ConcurrentRequests = requests };

    /// <summary>Adds instances above a CPU usage.</summary>
    /// <param name="percent">Percent, 1 to 100.</param>
    public static ScalewayScaling OnCpuUsage(int percent) => new() { CpuUsage = percent };

    /// <summary>Adds instances above a memory usage.</summary>
    /// <param name="percent">Percent, 1 to 100.</param>
    public static ScalewayScaling OnMemoryUsage(int percent) => new() { MemoryUsage = percent };
}
