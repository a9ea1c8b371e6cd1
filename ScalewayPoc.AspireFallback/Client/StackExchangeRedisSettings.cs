namespace Aspire.StackExchange.Redis;

/// <summary>Settings of the Redis client integration, section <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }
    public bool DisableHealthChecks { get; set; }
}
