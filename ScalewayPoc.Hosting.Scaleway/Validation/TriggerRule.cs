namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Queues that trigger workers.</summary>
sealed class TriggerRule : IPlatformRule
{
    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var worker in model.Workers)
        {
            if (!worker.Options.Path.StartsWith('/'))
            {
                yield return new(worker.Name, $"messages are posted to '{worker.Options.Path}'", $"a path starts with /", Sources.ContainerResource);
            }
            if (worker.Container.Options.Privacy != ContainerPrivacy.Private)
            {
                yield return new(worker.Name, $"the worker is public", $"a trigger and its function reach a private container, and nobody else should", Sources.Triggers);
            }
            if (model.FindQueue(worker.Queue) is not { } queue)
            {
                yield return new(worker.Name, $"is triggered by {worker.Queue.Name}", $"it is not published as a queue", Sources.Manifest);
                continue;
            }
            foreach (var violation in Check(worker, queue))
            {
                yield return violation;
            }
        }
        foreach (var shared in model.Workers.GroupBy(worker => worker.Queue).Where(workers => workers.Count() > 1))
        {
            yield return new(shared.Key.Name, $"triggers {string.Join(" and ", shared.Select(worker => worker.Name))}",
                $"one worker per queue: two would each get a part of the messages", Sources.Triggers);
        }
    }

    static IEnumerable<Violation> Check(ScalewayModel.Worker worker, ScalewayModel.Queue queue)
    {
        var longest = worker.Options.Timeout > worker.Container.Options.Timeout ? worker.Options.Timeout : worker.Container.Options.Timeout;
        if (longest >= queue.VisibilityTimeout)
        {
            yield return new(worker.Name,
                $"may take {longest.TotalSeconds} s with a message of {queue.Name}, whose visibility timeout is {queue.VisibilityTimeout.TotalSeconds} s",
                $"the timeout must be shorter, with room for a cold start, or a message is delivered again while it is handled", Sources.Triggers);
        }
        if (queue.Options.Fifo && (worker.Container.Options.MaxScale > 1 || worker.Options.MaxScale > 1))
        {
            yield return new(worker.Name,
                $"up to {Math.Max(worker.Container.Options.MaxScale, worker.Options.MaxScale)} instances for the FIFO queue {queue.Name}",
                $"a FIFO queue has one message in flight: set both largest scales to 1", Sources.Queues);
        }
    }
}
