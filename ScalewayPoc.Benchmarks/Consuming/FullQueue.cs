using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.SQS.Model;
using Npgsql;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary>Results of emptying the queue once.</summary>
/// <param name="PerSecond">Messages per second.</param>
/// <param name="ProcessorSeconds">Processor time of the program, in seconds per 1,000 messages.</param>
/// <param name="Busy">Part of its processor that the program has used, 0 to 1.</param>
/// <param name="Calls">Requests to the queue per 1,000 messages.</param>
/// <param name="ResidentBytes">Resident memory of the program at the end.</param>
sealed record DrainResult(double PerSecond, double ProcessorSeconds, double Busy, double Calls, long ResidentBytes)
{
    public override string ToString() => FormattableString.Invariant($"{PerSecond:N0}/s, {ProcessorSeconds:0.000} s per 1,000, {Busy:P0}, {Calls:0} calls");
}

/// <summary>Fills the queue while the program is suspended, and measures how it empties it.</summary>
static class FullQueue
{
    public const int Messages = 15_000;

    /// <summary>Enough for a runtime to compile the code for speed, on the processor that handles the messages too.</summary>
    const int WarmUp = 90_000;

    /// <summary>Of the program that takes a second for each thousand.</summary>
    const int SlowWarmUp = 15_000;
    const int BatchSize = 10;
    const int ParallelSends = 8;

    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static async Task<DrainResult> MeasureAsync(ConsumerStage stage, ConsumerVariant variant, CancellationToken cancellation)
    {
        await TruncateAsync(stage);
        await using var program = await stage.StartAsync(variant);
        var warmUp = variant.Program == ConsumerProgram.NodeSingle ? SlowWarmUp : WarmUp;
        await FillAsync(stage, warmUp, cancellation);
        await DrainedAsync(stage, cancellation);
        // Suspended, so that the queue is full at the start and that the start of the process does not count.
        program.Suspend();
        await FillAsync(stage, Messages, cancellation);
        var (calls, processor, start) = (await stage.CountCallsAsync(), program.ProcessorTime, Stopwatch.GetTimestamp());
        program.Resume();
        await DrainedAsync(stage, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = (program.ProcessorTime - processor).TotalSeconds;
        if (variant.Program != ConsumerProgram.Loop)
        {
            await CheckRowsAsync(stage, variant, warmUp + Messages);
        }
        return new(
            Messages / elapsed, used / Messages * 1000, used / elapsed,
            (await stage.CountCallsAsync() - calls) * 1000.0 / Messages, program.ResidentBytes);
    }

    static async Task FillAsync(ConsumerStage stage, int count, CancellationToken cancellation)
    {
        var batches = new ConcurrentQueue<SampleEvent[]>(SampleEvent.Create(count).Chunk(BatchSize));
        await Task.WhenAll(Enumerable.Range(0, ParallelSends).Select(async _ =>
        {
            while (batches.TryDequeue(out var batch))
            {
                await stage.Queue.Client.SendMessageBatchAsync(
                    stage.Queue.Url, [.. batch.Select(e => new SendMessageBatchRequestEntry(e.Id, e.Body))], cancellation);
            }
        }));
    }

    /// <summary>Returns when all messages have been deleted.</summary>
    static async Task DrainedAsync(ConsumerStage stage, CancellationToken cancellation)
    {
        while (!await stage.IsWaitingAsync() || await DepthAsync(stage, cancellation) > 0)
        {
            await Task.Delay(Interval, cancellation);
        }
    }

    static async Task<int> DepthAsync(ConsumerStage stage, CancellationToken cancellation)
    {
        var attributes = await stage.Queue.Client.GetQueueAttributesAsync(
            stage.Queue.Url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], cancellation);
        return attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible;
    }

    static async Task TruncateAsync(ConsumerStage stage)
    {
        await using var database = NpgsqlDataSource.Create(stage.Events);
        await using var command = database.CreateCommand("truncate event_log");
        await command.ExecuteNonQueryAsync();
    }

    static async Task CheckRowsAsync(ConsumerStage stage, ConsumerVariant variant, int expected)
    {
        await using var database = NpgsqlDataSource.Create(stage.Events);
        await using var command = database.CreateCommand("select count(*) from event_log");
        var rows = (long)(await command.ExecuteScalarAsync())!;
        if (rows != expected)
        {
            throw new BenchmarkException($"{variant} has recorded {rows} events of {expected}.");
        }
    }
}
