using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Names of the resilience pipelines, one per kind of dependency. The clients' own retries are off, so that the two do
/// not multiply. A pipeline retries faults that pass by themselves: what runs in it must be safe to run twice.
/// </summary>
public static class DependencyPipelines
{
    /// <summary>Commands to Redis.</summary>
    public const string Redis = "redis";

    /// <summary>Statements to PostgreSQL. Patient: Serverless SQL takes seconds to wake up.</summary>
    public const string Postgres = "postgres";

    /// <summary>Requests to the queue.</summary>
    public const string Sqs = "sqs";

    internal static IServiceCollection AddDependencyPipelines(this IServiceCollection services)
    {
        services.AddResiliencePipeline(Redis, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(3))
            .AddRetry(Retry(2, TimeSpan.FromMilliseconds(50), e => e is RedisConnectionException)));
        services.AddResiliencePipeline(Postgres, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(200), e => e is NpgsqlException { IsTransient: true })));
        services.AddResiliencePipeline(Sqs, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(100), IsTransientSqs)));
        return services;
    }

    static bool IsTransientSqs(Exception e) => e switch
    {
        AmazonServiceException service => (int)service.StatusCode is 0 or 429 or >= 500,
        HttpRequestException or AmazonClientException => true,
        _ => false,
    };

    static RetryStrategyOptions Retry(int attempts, TimeSpan delay, Func<Exception, bool> transient) => new()
    {
        MaxRetryAttempts = attempts,
        Delay = delay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = new PredicateBuilder().Handle(transient),
    };
}
