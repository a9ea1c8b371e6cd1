using System.Globalization;
using System.Threading.Channels;
using Polly;
using Polly.Registry;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using StackExchange.Redis;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>
/// Tells Redis which events are in the log. The log is the truth and the mark a convenience for those who ask for an
/// event's state: it is made beside the handling, retried for seconds, and given up rather than waited for.
/// </summary>
sealed partial class ProcessedMarks(
    IConnectionMultiplexer redis,
    ResiliencePipelineProvider<string> pipelines,
    TimeProvider clock,
    ILogger<ProcessedMarks> logger) : BackgroundService
{
    const int Capacity = 10_000;
    const int LargestScript = 500;
    const int Attempts = 5;

    /// <summary>How long marking may go on after the rest of the service has stopped.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    // Marks an event whose state is kept still; a hash made of nothing but the mark would never expire. A second delivery
    // does not move the first time.
    const string Script = """
        for i, key in ipairs(KEYS) do
            if redis.call('EXISTS', key) == 1 then
                redis.call('HSETNX', key, 'processed', ARGV[i])
            end
        end
        """;

    readonly record struct Mark(string Id, string Time);

    readonly Channel<Mark> _waiting = Channel.CreateBounded<Mark>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Redis);

    /// <summary>Has events marked soon; does not wait, and never fails.</summary>
    public void Add(IReadOnlyList<IncomingEvent> events)
    {
        var time = clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var dropped = events.Count(e => !_waiting.Writer.TryWrite(new(e.Envelope.Id, time)));
        if (dropped > 0)
        {
            LogDropped(dropped);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        // What is waiting is still marked, but a stopping service does not wait for Redis to come back.
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(StopLimit, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Mark> marks = [];
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (marks.Count < LargestScript && _waiting.Reader.TryRead(out var mark))
            {
                marks.Add(mark);
            }
            await MarkAsync(marks, stoppingToken);
            marks.Clear();
        }
    }

    async Task MarkAsync(List<Mark> marks, CancellationToken cancellation)
    {
        RedisKey[] keys = [.. marks.Select(mark => (RedisKey)RedisKeys.EventState(mark.Id))];
        RedisValue[] times = [.. marks.Select(mark => (RedisValue)mark.Time)];
        var backoff = new Backoff();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _pipeline.ExecuteAsync(
                    async token => await redis.GetDatabase().ScriptEvaluateAsync(Script, keys, times).WaitAsync(token), cancellation);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                if (attempt == Attempts)
                {
                    LogGivenUp(marks.Count, marks[0].Id, e.Message);
                    return;
                }
                await backoff.DelayAsync(cancellation);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events, {FirstId} the first, are in the log but not marked as processed in Redis: {Reason}")]
    partial void LogGivenUp(int count, string firstId, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} events are in the log but not marked as processed in Redis: too many are waiting for it")]
    partial void LogDropped(int count);
}
