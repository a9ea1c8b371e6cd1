namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Whether the queues hold the bursts that the model expects until they are drained.</summary>
sealed class QueueCapacityRule : IPlatformRule
{
    const int MostQueues = 50;
    const long MostBytes = 100_000_000;

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        if (model.Queues.Count > MostQueues)
        {
            yield return new("queues", $"{model.Queues.Count} queues", $"allowed are {MostQueues} in a project", Sources.Quotas);
        }
        var bursts = model.Queues.Where(queue => queue.Options.Burst is not null).Select(queue => (Queue: queue, Burst: queue.Options.Burst!)).ToList();
        foreach (var (queue, burst) in bursts)
        {
            if (burst.Messages < 0 || burst.AverageBytes < 1 || !(burst.DrainedPerSecond > 0))
            {
                yield return new(queue.Name, $"a burst of {burst.Messages} messages of {burst.AverageBytes} bytes, drained at {burst.DrainedPerSecond} a second",
                    $"each number must be positive", Sources.Manifest);
            }
            else if (burst.Messages / burst.DrainedPerSecond > queue.Options.Retention.TotalSeconds)
            {
                yield return new(queue.Name, $"a burst of {burst.Messages} messages needs {burst.Messages / burst.DrainedPerSecond:F0} s to drain",
                    $"the retention of {queue.Options.Retention.TotalSeconds} s ends before, and messages are lost", Sources.Queues);
            }
        }
        var bytes = bursts.Sum(queue => queue.Burst.Messages * queue.Burst.AverageBytes);
        if (bytes > MostBytes)
        {
            yield return new(string.Join(", ", bursts.Select(queue => queue.Queue.Name)), $"the expected bursts need {bytes} bytes",
                $"all queues of a project, dead-letter queues included, hold {MostBytes} bytes", Sources.Quotas);
        }
    }
}
