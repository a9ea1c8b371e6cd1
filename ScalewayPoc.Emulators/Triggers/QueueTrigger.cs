using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScalewayPoc.Emulators.Triggers;

/// <summary>
/// A queue trigger of Scaleway: posts each message to a container, one a request, and deletes it once the answer is 2xx.
/// After anything else the message comes again when its visibility timeout is over, up to three times.
/// </summary>
/// <remarks>
/// <para>Documented by Scaleway: POST of the raw body and nothing else of the message; status 300 or more is retried up to
/// three times; at most 10 messages are in flight, of a FIFO queue one.</para>
/// <para>Seen in logs of Scaleway's own example (2023) and not documented: the User-Agent, and retries at the pace of the
/// visibility timeout.</para>
/// <para>UNVERIFIED, and so not to be relied on:</para>
/// <list type="bullet">
/// <item>The Content-Type. Here it is <c>application/octet-stream</c>, so a target that depends on another one fails here
/// and not only in the cloud.</item>
/// <item>That no answer in time counts as a failure; what a container's time-out does to its request is inferred.</item>
/// <item>How the three retries go together with the queue's max receive count, and what becomes of a message after them
/// without a dead-letter queue. Here deliveries are counted by ApproximateReceiveCount, which includes other consumers' receives;
/// a message that has been delivered four times is still received, so that the queue moves it, and no longer posted.</item>
/// <item>The pace at which a target that cannot be reached is tried. Here nothing new is received for a second.</item>
/// </list>
/// </remarks>
sealed class QueueTrigger : IDisposable
{
    /// <summary>The first delivery and three retries.</summary>
    const int MaxDeliveries = 4;

    const int MaxInFlight = 10;

    /// <summary>How long nothing is received after the target, or the queue, could not be reached.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Time that running requests have at a stop.</summary>
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    readonly TriggerQueue _queue;
    readonly TriggerTarget _target;
    readonly Action<string> _log;
    readonly SemaphoreSlim _slots;
    readonly TimeProvider _time;
    volatile Task _pause = Task.CompletedTask;
    string? _fault;

    /// <param name="queue">Where messages come from.</param>
    /// <param name="target">Where they are posted to.</param>
    /// <param name="log">Gets a line for each delivery that failed.</param>
    /// <param name="time">Clock of pauses and of the stop; the default is the system's.</param>
    public QueueTrigger(TriggerQueue queue, TriggerTarget target, Action<string> log, TimeProvider? time = null)
    {
        (_queue, _target, _log, _time) = (queue, target, log, time ?? TimeProvider.System);
        Slots = queue.IsFifo ? 1 : MaxInFlight;
        _slots = new(Slots);
    }

    public int Slots { get; }

    /// <summary>
    /// Delivers until <paramref name="stop"/> is cancelled; then returns when the running requests have ended or timed out.
    /// A message that was not delivered by then is visible again after its visibility timeout.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReceiveAsync(stop, limit.Token);
                _fault = null;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Failed(e.Message);
            }
        }
        _log($"Stopping: {Slots - _slots.CurrentCount} requests are running and have {StopTimeout.TotalSeconds} s to end.");
        limit.CancelAfter(StopTimeout);
        for (var slot = 0; slot < Slots; slot++)
            await _slots.WaitAsync(CancellationToken.None);
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Receives as many messages as can be posted at once, and begins to.</summary>
    async Task ReceiveAsync(CancellationToken stop, CancellationToken limit)
    {
        var free = await TakeFreeSlotsAsync(stop);
        try
        {
            await _pause.WaitAsync(stop);
            foreach (var message in await _queue.ReceiveAsync(free, stop))
            {
                var delivery = ReceiveCount(message);
                if (delivery > MaxDeliveries)
                {
                    _log($"Message {message.MessageId} is not posted any more after {MaxDeliveries} deliveries; {Fate}.");
                    continue;
                }
                free--;
                _ = DeliverAsync(message, delivery, limit);
            }
        }
        finally
        {
            Release(free);
        }
    }

    async Task<int> TakeFreeSlotsAsync(CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        var taken = 1;
        while (_slots.Wait(0, CancellationToken.None))
            taken++;
        return taken;
    }

    void Release(int slots)
    {
        if (slots > 0)
            _slots.Release(slots);
    }

    /// <summary>Never throws, because it is not awaited.</summary>
    async Task DeliverAsync(Message message, int delivery, CancellationToken limit)
    {
        try
        {
            var answer = await _target.PostAsync(message.Body, limit);
            if (answer.Failure is null)
            {
                await _queue.DeleteAsync(message, limit);
                return;
            }
            if (!answer.IsReached)
                _pause = Task.Delay(Pause, _time, CancellationToken.None);
            _log($"Delivery {delivery} of {MaxDeliveries} of message {message.MessageId} failed: {answer.Failure}; "
                + (delivery < MaxDeliveries ? $"it comes again after {_queue.VisibilityTimeout.TotalSeconds} s." : $"{Fate}."));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _log($"Delivery {delivery} of {MaxDeliveries} of message {message.MessageId} did not end in time for the stop; its visibility timeout decides.");
        }
        catch (Exception e)
        {
            _log($"Message {message.MessageId} was delivered but could not be deleted, and comes again: {e.Message}");
        }
        finally
        {
            Release(1);
        }
    }

    /// <summary>What becomes of a message that is posted no more.</summary>
    string Fate => _queue.HasDeadLetterQueue ? "the queue moves it to its dead-letter queue" : "it stays until its retention ends";

    void Failed(string reason)
    {
        _pause = Task.Delay(Pause, _time, CancellationToken.None);
        if (_fault != reason)
            _log($"Receiving from {_queue.Name} failed, trying again: {reason}");
        _fault = reason;
    }

    static int ReceiveCount(Message message) => int.TryParse(
        message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.ApproximateReceiveCount), CultureInfo.InvariantCulture, out var count) ? count : 1;
}
