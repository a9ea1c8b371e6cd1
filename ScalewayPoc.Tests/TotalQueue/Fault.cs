namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Makes it happen, and ends it after the given time.</param>
sealed record Fault(string Name, Func<TimeSpan, Task> RunAsync)
{
    /// <summary>All that can happen to a process.</summary>
    public static IEnumerable<Fault> Of(Part part)
    {
        yield return new Fault($"kill -9 {part.Name}", part.CrashAsync);
        if (part.Stop is not null)
        {
            yield return new Fault($"restart {part.Name}", _ => part.RestartAsync());
        }
    }

    /// <summary>One process dies while another, which it has something in hand for, is away.</summary>
    public static Fault Of(Part away, Part dies) => new($"kill -9 {dies.Name} while {away.Name} is away", async time =>
    {
        var absence = away.CrashAsync(time * 2);
        await Task.Delay(time);
        await Task.WhenAll(absence, dies.CrashAsync(TimeSpan.Zero));
    });

    /// <summary>All that can happen to the connections from one process to another, one at a time.</summary>
    public static IReadOnlyList<Fault> Of(string path, TcpRelay relay)
    {
        var one = new SemaphoreSlim(1);
        return
        [
            Connection("cut", _ => Now(relay.Cut)),
            Connection("reset", _ => Now(relay.Reset)),
            Connection("close slowly", relay.CloseSlowlyAsync),
            Connection("refuse", time => ForAsync(time, relay.Close, relay.Open)),
            Connection("delay", time => ForAsync(time, () => relay.Delay = TimeSpan.FromMilliseconds(100), () => relay.Delay = TimeSpan.Zero)),
            Connection("hang", async time =>
            {
                using var held = relay.Hold();
                await Task.Delay(time);
            }),
        ];

        Fault Connection(string name, Func<TimeSpan, Task> run) => new($"{name} {path}", async time =>
        {
            await one.WaitAsync();
            try
            {
                await run(time);
            }
            finally
            {
                one.Release();
            }
        });
    }

    static Task Now(Action happen)
    {
        happen();
        return Task.CompletedTask;
    }

    static async Task ForAsync(TimeSpan time, Action begin, Action end)
    {
        begin();
        await Task.Delay(time);
        end();
    }
}
