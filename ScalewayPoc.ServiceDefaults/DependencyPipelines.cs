using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using StackExchange.Redis;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Names of the resilience pipelines, one per kind of dependency. The clients' own retries are off, so that the two do
/// not multiply. A pipeline retries faults that pass by themselves: what runs in it must be safe to run twice. Its
/// timeout cancels the token that it hands out; a client that takes no token needs <c>WaitAsync</c>.
/// </summary>
/// <remarks>
/// A breaker opens on time-outs only. A dependency that refuses connections costs nobody any time; one that hangs
/// would hold every request for the full timeout.
/// </remarks>
public static class DependencyPipelines
{
    /// <summary>Commands to Redis: 3 s in all.</summary>
    public const string Redis = "redis";

    /// <summary>Statements to PostgreSQL that somebody waits for: 8 s in all. Serverless SQL takes up to 5 s to wake up.</summary>
    public const string PostgresRead = "postgres-read";

    /// <summary>Statements to PostgreSQL in the background: 30 s in all.</summary>
    public const string Postgres = "postgres";

    /// <summary>Requests to the queue: 30 s in all, a long poll takes 20.</summary>
    public const string Sqs = "sqs";

    internal static IServiceCollection AddDependencyPipelines(this IServiceCollection services)
    {
        services.AddResiliencePipeline(Redis, pipeline => pipeline
            .AddCircuitBreaker(OpenOnTimeouts(TimeSpan.FromSeconds(2)))
            .AddTimeout(TimeSpan.FromSeconds(3))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(100), e => e is RedisConnectionException)));
        services.AddResiliencePipeline(PostgresRead, pipeline => pipeline
            .AddCircuitBreaker(OpenOnTimeouts(TimeSpan.FromSeconds(5)))
            .AddTimeout(TimeSpan.FromSeconds(8))
            .AddRetry(Retry(2, TimeSpan.FromMilliseconds(200), IsTransientPostgres)));
        services.AddResiliencePipeline(Postgres, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(200), IsTransientPostgres)));
        services.AddResiliencePipeline(Sqs, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(100), IsTransientSqs)));
        return services;
    }

    static bool IsTransientPostgres(Exception e) => e is NpgsqlException { IsTransient: true };

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

    static CircuitBreakerStrategyOptions OpenOnTimeouts(TimeSpan breakDuration) => new()
    {
        MinimumThroughput = 10,
        FailureRatio = 0.5,
        SamplingDuration = TimeSpan.FromSeconds(10),
        BreakDuration = breakDuration,
        ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<TimeoutException>(),
    };
}
