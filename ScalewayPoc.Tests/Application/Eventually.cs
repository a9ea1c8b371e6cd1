namespace ScalewayPoc.Tests.Application;

/// <summary>Waits for a condition that another process brings about.</summary>
static class Eventually
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until <paramref name="accept"/> says yes; fails with the last answer when the time is over.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> accept, TimeSpan patience, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (accept(answer))
            {
                return answer;
            }
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                throw new TimeoutException($"{what}: not within {patience.TotalSeconds:0.#} s; last answer: {answer}");
            }
            await Task.Delay(Interval);
        }
    }
}
