using System.Diagnostics.CodeAnalysis;
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
/// Names of the resilience pipelines, one per kind of dependency. The clients' own retries are disabled, because two layers
/// multiply. A pipeline retries transient faults: its callbacks must be idempotent. Its timeout cancels the token of the
/// callback; a client without a token parameter needs <c>WaitAsync</c>.
/// </summary>
/// <remarks>
/// A breaker opens on timeouts only. A dependency that refuses connections fails fast; one that hangs would delay every
/// request by the full timeout.
/// </remarks>
public static class DependencyPipelines
{
    /// <summary>Commands to Redis: 3 s in all.</summary>
    public const string Redis = "redis";

    /// <summary>Statements of requests to PostgreSQL: 8 s in all. Serverless SQL takes up to 5 s to wake up.</summary>
    public const string PostgresRead = "postgres-read";

    /// <summary>Statements to PostgreSQL in the background: 30 s in all.</summary>
    public const string Postgres = "postgres";

    /// <summary>Requests to the queue: 30 s in all, of which a long poll takes 20.</summary>
    public const string Sqs = "sqs";

    internal static IServiceCollection AddDependencyPipelines(this IServiceCollection services)
    {
        services.AddResiliencePipeline(Redis, pipeline => pipeline
            .AddCircuitBreaker(OpenOnTimeouts(TimeSpan.FromSeconds(2)))
            .AddTimeout(TimeSpan.FromSeconds(3))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(100), e => e is RedisConnectionException)));
        services.AddSingleton(provider => new WakeUpMeasurement(provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddResiliencePipeline(PostgresRead, (pipeline, context) => pipeline
            .AddWakeUpMeasurement(context.ServiceProvider)
            .AddCircuitBreaker(OpenOnTimeouts(TimeSpan.FromSeconds(5)))
            .AddTimeout(TimeSpan.FromSeconds(8))
            .AddRetry(Retry(2, TimeSpan.FromMilliseconds(200), IsTransientPostgres)));
        services.AddResiliencePipeline(Postgres, (pipeline, context) => pipeline
            .AddWakeUpMeasurement(context.ServiceProvider)
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(200), IsTransientPostgres)));
        services.AddResiliencePipeline(Sqs, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(Retry(3, TimeSpan.FromMilliseconds(100), IsTransientSqs)));
        return services;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have no annotations to validate.")]
    static ResiliencePipelineBuilder AddWakeUpMeasurement(this ResiliencePipelineBuilder pipeline, IServiceProvider services) =>
        pipeline.AddStrategy(_ => services.GetRequiredService<WakeUpMeasurement>(), new WakeUpMeasurement.Options());

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
