using Microsoft.Extensions.Time.Testing;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Tests.Consumer;

public sealed class RetryBackoffTests
{
    static readonly double[] Seconds = [0.25, 0.5, 1, 2, 4, 5, 5];

    readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Delay_doubles_with_each_failure_and_begins_anew_after_a_success()
    {
        var backoff = new RetryBackoff(_clock);
        Assert.False(backoff.IsPaused);
        foreach (var seconds in Seconds)
        {
            var delay = backoff.Fail();
            Assert.InRange(delay.TotalSeconds, (seconds * 0.5) - 0.001, seconds * 1.5);
            Assert.Equal(delay, backoff.Fail());
            Assert.True(backoff.IsPaused);
            _clock.Advance(delay);
            Assert.False(backoff.IsPaused);
        }

        backoff.Fail();
        backoff.Reset();

        Assert.False(backoff.IsPaused);
        Assert.InRange(backoff.Fail().TotalSeconds, 0.124, 0.375);
    }

    [Fact]
    public async Task Waiting_ends_with_the_delay_or_the_stop()
    {
        var backoff = new RetryBackoff(_clock);
        var delayed = backoff.DelayAsync(CancellationToken.None);
        Assert.False(delayed.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await delayed;

        using var stop = new CancellationTokenSource();
        var stopped = backoff.DelayAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
    }
}
