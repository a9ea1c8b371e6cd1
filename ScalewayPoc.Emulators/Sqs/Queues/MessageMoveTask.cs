using ScalewayPoc.Emulators.Sqs.Protocol;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <param name="source">Dead-letter queue.</param>
/// <param name="destination">Queue that messages are moved to; null for the queue that each came from.</param>
/// <param name="rate">Messages per second, 1 to 500; null for as fast as possible.</param>
/// <param name="toMove">Messages that were visible at the start.</param>
/// <param name="started">Unix milliseconds.</param>
sealed class MessageMoveTask(Queue source, Queue? destination, int? rate, long toMove, long started) : IAsyncDisposable
{
    readonly CancellationTokenSource _cancellation = new();
    Task _running = Task.CompletedTask;
    volatile string _status = "RUNNING";
    string? _failure;

    public string Handle { get; } = Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    public Queue Source => source;

    public Queue? Destination => destination;

    public int? Rate => rate;

    public long ToMove => toMove;

    public long Moved { get; set; }

    public bool IsRunning => _status == "RUNNING";

    public void Run(Func<CancellationToken, Task> move) => _running = Task.Run(async () =>
    {
        try
        {
            await move(_cancellation.Token);
            _status = "COMPLETED";
        }
        catch (OperationCanceledException)
        {
            _status = "CANCELLED";
        }
        catch (Exception e)
        {
            _failure = e.Message;
            _status = "FAILED";
        }
    });

    public void Cancel()
    {
        // A task that has just ended keeps its status.
        Interlocked.CompareExchange(ref _status, "CANCELLING", "RUNNING");
        _cancellation.Cancel();
    }

    public MessageMoveTaskResult Describe(string arnPrefix) => new(
        IsRunning ? Handle : null, _status, arnPrefix + source.Name, destination is null ? null : arnPrefix + destination.Name,
        rate, Moved, toMove, _failure, started);

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _running;
        _cancellation.Dispose();
    }
}
