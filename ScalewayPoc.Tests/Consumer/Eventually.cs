using System.Diagnostics;
using Xunit.Sdk;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Waits for a condition instead of for a time.</summary>
static class Eventually
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <param name="condition">What is to become true.</param>
    /// <param name="expectation">What was expected, for the failure.</param>
    /// <param name="seconds">Longest wait.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> expectation, int seconds = 30)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed.TotalSeconds > seconds)
            {
                throw new XunitException($"After {seconds} s still not {expectation()}");
            }
            await Task.Delay(Interval);
        }
    }

    /// <summary>Waits until a value is what is expected.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual, Func<string>? details = null, int seconds = 30)
    {
        T last = default!;
        await TrueAsync(async () => EqualityComparer<T>.Default.Equals(last = await actual(), expected),
            () => $"{expected}, but {last}. {details?.Invoke()}", seconds);
    }
}
