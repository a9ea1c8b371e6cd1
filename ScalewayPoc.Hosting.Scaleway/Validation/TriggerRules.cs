namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Queue triggers, and the functions that forward messages to containers.</summary>
static class TriggerRules
{
    const int MaxInstances = 50;
    static readonly int[] MemorySizes = [128, 256, 512, 1024, 2048, 3072, 4096];
    static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(60);

    public static IEnumerable<ValidationError> Validate(ScalewayModel model)
    {
        var shared = model.Workers.GroupBy(worker => worker.Queue).Where(workers => workers.Count() > 1);
        return model.Workers.SelectMany(worker => Function(worker).Concat(Trigger(worker, model)))
            .Concat(shared.Select(workers => new ValidationError(workers.Key.Name, $"triggers {string.Join(" and ", workers.Select(worker => worker.Name))}",
                $"a queue has one trigger: two containers would each get a part of the messages", Sources.Triggers)));
    }

    static IEnumerable<ValidationError> Function(ScalewayModel.Worker worker)
    {
        var (options, containerTimeout) = (worker.Options, worker.Container.Options.Timeout);
        if (!MemorySizes.Contains(options.MemoryLimit))
        {
            yield return new(worker.Name, $"function memory of {options.MemoryLimit} MB",
                $"memory and CPU come in pairs: allowed: {string.Join(", ", MemorySizes)} MB", Sources.Functions);
        }
        if (options.MinScale < 0 || options.MaxScale is < 1 or > MaxInstances || options.MinScale > options.MaxScale)
        {
            yield return new(worker.Name, $"{options.MinScale} to {options.MaxScale} instances of the function",
                $"the minimum must be 0 or more, the maximum 1 to {MaxInstances} and not below the minimum", Sources.Functions);
        }
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > MaxTimeout)
        {
            yield return new(worker.Name, $"a function timeout of {options.Timeout.TotalSeconds} s", $"allowed: 1 to {MaxTimeout.TotalSeconds} s", Sources.Functions);
        }
        if (options.Timeout < containerTimeout)
        {
            yield return new(worker.Name,
                $"a function timeout of {options.Timeout.TotalSeconds} s is below the container timeout of {containerTimeout.TotalSeconds} s",
                $"the function must wait as long as the container may take, or a handled message counts as failed", Sources.Functions);
        }
    }

    static IEnumerable<ValidationError> Trigger(ScalewayModel.Worker worker, ScalewayModel model)
    {
        if (!worker.Options.Path.StartsWith('/'))
        {
            yield return new(worker.Name, $"messages are posted to '{worker.Options.Path}'", $"a path starts with /", Sources.ContainerResource);
        }
        if (worker.Container.Options.Privacy != ContainerPrivacy.Private)
        {
            yield return new(worker.Name, $"the container is public", $"a trigger needs a private container, which only the trigger and its function can call", Sources.Triggers);
        }
        if (model.FindQueue(worker.Queue) is not { } queue)
        {
            yield return new(worker.Name, $"is triggered by {worker.Queue.Name}", $"it is not published as a queue", Sources.Library);
            yield break;
        }
        foreach (var error in Delivery(worker, queue))
        {
            yield return error;
        }
    }

    static IEnumerable<ValidationError> Delivery(ScalewayModel.Worker worker, ScalewayModel.Queue queue)
    {
        var (function, container) = (worker.Options, worker.Container.Options);
        var timeout = function.Timeout > container.Timeout ? function.Timeout : container.Timeout;
        if (timeout >= queue.VisibilityTimeout)
        {
            yield return new(worker.Name,
                $"may take {timeout.TotalSeconds} s with a message of {queue.Name}, whose visibility timeout is {queue.VisibilityTimeout.TotalSeconds} s",
                $"the timeout must be shorter, with room for a cold start, or a message is delivered again while it is handled", Sources.Triggers);
        }
        if (queue.Options.Fifo && (container.MaxScale > 1 || function.MaxScale > 1))
        {
            yield return new(worker.Name,
                $"up to {Math.Max(container.MaxScale, function.MaxScale)} instances for the FIFO queue {queue.Name}",
                $"a FIFO queue has one message in flight: set both maximum scales to 1", Sources.Queues);
        }
    }
}
