using System.Diagnostics;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>Which faults happen when: all of it follows from the seed.</summary>
static class FaultSchedule
{
    /// <summary>Makes faults happen over the given time, overlapping as they come; returns when the last one has ended.</summary>
    public static async Task RunAsync(
        Random random, TimeSpan time, int count, IReadOnlyList<Fault> crashes, IReadOnlyList<Fault> cuts, Action<string> log)
    {
        var clock = Stopwatch.StartNew();
        var running = new List<Task>();
        // Crashes and network faults in turn, each kind once before any comes again.
        var plan = Deal(random, crashes).Zip(Deal(random, cuts)).SelectMany(pair => new[] { pair.First, pair.Second });
        var slot = time / count;
        foreach (var (fault, i) in plan.Take(count).Select((fault, i) => (fault, i)))
        {
            var at = slot * (i + (random.NextDouble() * 0.8));
            var length = TimeSpan.FromSeconds(0.2 + (random.NextDouble() * 1.3));
            if (at > clock.Elapsed)
            {
                await Task.Delay(at - clock.Elapsed);
            }
            log($"{clock.Elapsed.TotalSeconds,6:0.0} s  {fault.Name} ({length.TotalSeconds:0.0} s)");
            running.Add(fault.RunAsync(length));
        }
        await Task.WhenAll(running);
        if (time > clock.Elapsed)
        {
            await Task.Delay(time - clock.Elapsed);
        }
    }

    static IEnumerable<Fault> Deal(Random random, IReadOnlyList<Fault> faults)
    {
        while (true)
        {
            var shuffled = faults.ToArray();
            random.Shuffle(shuffled);
            foreach (var fault in shuffled)
            {
                yield return fault;
            }
        }
    }
}
