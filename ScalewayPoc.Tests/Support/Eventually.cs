using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace ScalewayPoc.Tests.Support;

/// <summary>Waits for a condition that another process brings about, instead of for a time.</summary>
static class Eventually
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until <paramref name="accept"/> says yes; fails with the last answer when the time is over.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> accept, TimeSpan patience, Func<T, string> expectation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (accept(answer))
            {
                return answer;
            }
            if (waited.Elapsed > patience)
            {
                throw new XunitException($"After {patience.TotalSeconds:0.#} s still not {expectation(answer)}");
            }
            await Task.Delay(Interval);
        }
    }

    /// <summary>The same, with a fixed description of what is awaited.</summary>
    public static Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> accept, TimeSpan patience, string what) =>
        GetAsync(ask, accept, patience, answer => $"{what}; last answer: {answer}");

    /// <summary>Waits until a condition holds.</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, Func<string> expectation, int seconds = 120) =>
        GetAsync(condition, holds => holds, TimeSpan.FromSeconds(seconds), _ => expectation());

    /// <summary>Waits until a condition holds, which describes itself.</summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        GetAsync(() => Task.FromResult(condition()), holds => holds, patience, _ => what);

    /// <summary>Waits until a value is what is expected.</summary>
    public static Task EqualAsync<T>(T expected, Func<Task<T>> actual, Func<string>? details = null, int seconds = 120) =>
        GetAsync(actual, value => EqualityComparer<T>.Default.Equals(value, expected), TimeSpan.FromSeconds(seconds),
            last => $"{expected}, but {last}. {details?.Invoke()}");
}
