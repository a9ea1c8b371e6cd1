using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS.Model;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Api.Status;

/// <summary>Reads the status from Redis and the queue. The database is not queried: its state is that of its last use.</summary>
sealed partial class StatusReader
{
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    /// <summary>Maximum duration of reading; a dependency without an answer by then is down.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    readonly Redis _redis;
    readonly InFlightEvents _inFlight;
    readonly DeliveryDelay _delay;
    readonly EventLogDatabase _database;
    readonly IServiceProvider _services;
    readonly TimeProvider _clock;
    readonly string? _dashboard;
    readonly ILogger<StatusReader> _logger;
    readonly CachedValue<SystemStatus> _status;

    public StatusReader(
        Redis redis, InFlightEvents inFlight, DeliveryDelay delay, EventLogDatabase database, IServiceProvider services,
        IConfiguration configuration, TimeProvider clock, ILogger<StatusReader> logger)
    {
        _redis = redis;
        _inFlight = inFlight;
        _delay = delay;
        _database = database;
        _services = services;
        _clock = clock;
        _logger = logger;
        _dashboard = configuration["Dashboard:Url"];
        _status = new(Lifetime, clock, ReadAsync);
    }

    public Task<SystemStatus> GetAsync(CancellationToken cancellation) => _status.GetAsync(cancellation);

    async Task<SystemStatus> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var redis = MeasureAsync(ResourceNames.Redis, ReadRedisAsync, timeout.Token);
        var queue = MeasureAsync(ResourceNames.Ingress, ReadQueueAsync, timeout.Token);
        var (redisState, backlog) = await redis;
        var (queueState, depth) = await queue;
        return new SystemStatus(
            [redisState, DatabaseState(), queueState],
            backlog?.Value.Outbox,
            backlog?.Value.InFlight,
            backlog?.OldestInFlightSeconds,
            backlog?.LastSequence,
            depth?.Messages,
            depth?.DeadLetters,
            _dashboard);
    }

    DependencyStatus DatabaseState() => _database.LastUse is { } use
        ? new(ResourceNames.Events, use.Succeeded ? DependencyState.Up : DependencyState.Down, Milliseconds(use.Duration),
            use.Succeeded ? null : "The last use failed.", use.At)
        : new(ResourceNames.Events, DependencyState.Unknown, 0, null, null);

    async Task<(DependencyStatus Status, T? Value)> MeasureAsync<T>(
        string name, Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class
    {
        var start = _clock.GetTimestamp();
        try
        {
            var value = await DetachedTask.RunAsync(read, cancellation);
            return (new(name, DependencyState.Up, Milliseconds(_clock.GetElapsedTime(start)), null, null), value);
        }
        catch (AmazonServiceException e) when (e.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            // Credentials that may only publish: the queue answers, its depth is unknown.
            return (new(name, DependencyState.Up, Milliseconds(_clock.GetElapsedTime(start)), null, null), null);
        }
        catch (Exception e) when (e is DependencyUnavailableException or OperationCanceledException or AmazonClientException
            or AmazonServiceException or HttpRequestException or InvalidOperationException or FormatException)
        {
            LogDown(name, e.Message);
            var reason = e is OperationCanceledException ? $"No answer within {Timeout.TotalSeconds} s." : "Unreachable.";
            return (new(name, DependencyState.Down, Milliseconds(_clock.GetElapsedTime(start)), reason, null), null);
        }
    }

    async Task<RedisFigures> ReadRedisAsync(CancellationToken cancellation)
    {
        var backlog = await _inFlight.GetBacklogAsync(cancellation);
        var sequence = await _redis.ExecuteAsync(database => database.StringGetAsync(RedisKeys.Sequence), cancellation);
        var oldest = await _delay.GetAsync(backlog, cancellation);
        return new RedisFigures(
            backlog, Math.Round(oldest.TotalSeconds, 1), sequence.ToString() is { Length: > 0 } digits ? digits.PadLeft(16, '0') : null);
    }

    async Task<QueueDepth> ReadQueueAsync(CancellationToken cancellation)
    {
        var queue = _services.GetRequiredService<SqsQueue>();
        var attributes = await ReadAttributesAsync(queue, queue.Url, cancellation);
        return new QueueDepth(MessagesIn(attributes), await ReadDeadLettersAsync(queue, attributes, cancellation));
    }

    /// <summary>Depth of the dead-letter queue, which is a sibling of the queue and named by its redrive policy.</summary>
    static async Task<long?> ReadDeadLettersAsync(SqsQueue queue, GetQueueAttributesResponse attributes, CancellationToken cancellation)
    {
        if (attributes.Attributes?.GetValueOrDefault("RedrivePolicy") is not { } policy || DeadLetterQueue(policy) is not { } name)
        {
            return null;
        }
        try
        {
            var url = new Uri(queue.Connection.QueueUrl, name).ToString();
            return MessagesIn(await ReadAttributesAsync(queue, url, cancellation));
        }
        catch (AmazonServiceException)
        {
            return null;
        }
    }

    static string? DeadLetterQueue(string policy)
    {
        using var json = System.Text.Json.JsonDocument.Parse(policy);
        return json.RootElement.TryGetProperty("deadLetterTargetArn", out var arn) ? arn.GetString()?.Split(':')[^1] : null;
    }

    static Task<GetQueueAttributesResponse> ReadAttributesAsync(SqsQueue queue, string url, CancellationToken cancellation) =>
        queue.Client.GetQueueAttributesAsync(
            url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "RedrivePolicy"], cancellation);

    static long MessagesIn(GetQueueAttributesResponse response) =>
        (response.Attributes ?? []).Where(attribute => attribute.Key.StartsWith("Approximate", StringComparison.Ordinal))
            .Sum(attribute => long.Parse(attribute.Value, CultureInfo.InvariantCulture));

    static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 1);

    [LoggerMessage(LogLevel.Warning, "The dependency {Dependency} does not give its status: {Reason}")]
    partial void LogDown(string dependency, string reason);

    sealed record RedisFigures(Backlog Value, double OldestInFlightSeconds, string? LastSequence);

    sealed record QueueDepth(long Messages, long? DeadLetters);
}
