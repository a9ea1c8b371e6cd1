namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Queue triggers, and the functions that forward messages to containers.</summary>
static class TriggerRules
{
    const int MaxInstances = 50;
    static readonly int[] MemorySizes = [128, 256, 512, 1024, 2048, 3072, 4096];
    static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(60);

    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        foreach (var worker in model.Workers)
        {
            Function(worker, errors);
            Trigger(worker, model, errors);
        }
        foreach (var workers in model.Workers.GroupBy(worker => worker.Queue).Where(workers => workers.Count() > 1))
        {
            errors.Add(new(workers.Key.Name, $"triggers {string.Join(" and ", workers.Select(worker => worker.Name))}",
                $"a queue has one trigger: two containers would each get a part of the messages", Sources.Triggers));
        }
    }

    static void Function(ScalewayModel.Worker worker, ValidationErrors errors)
    {
        var (options, containerTimeout) = (worker.Options, worker.Container.Options.Timeout);
        errors.Require(MemorySizes.Contains(options.MemoryLimit), worker.Name, $"function memory of {options.MemoryLimit} MB",
            $"memory and CPU come in pairs: allowed: {string.Join(", ", MemorySizes)} MB", Sources.Functions);
        errors.Require(options.MinScale >= 0 && options.MaxScale is >= 1 and <= MaxInstances && options.MinScale <= options.MaxScale, worker.Name,
            $"{options.MinScale} to {options.MaxScale} instances of the function",
            $"the minimum must be 0 or more, the maximum 1 to {MaxInstances} and not below the minimum", Sources.Functions);
        errors.Require(options.Timeout > TimeSpan.Zero && options.Timeout <= MaxTimeout, worker.Name,
            $"a function timeout of {options.Timeout.TotalSeconds} s", $"allowed: 1 to {MaxTimeout.TotalSeconds} s", Sources.Functions);
        errors.Require(options.Timeout >= containerTimeout, worker.Name,
            $"a function timeout of {options.Timeout.TotalSeconds} s is below the container timeout of {containerTimeout.TotalSeconds} s",
            $"the function must wait as long as the container may take, or a handled message counts as failed", Sources.Functions);
    }

    static void Trigger(ScalewayModel.Worker worker, ScalewayModel model, ValidationErrors errors)
    {
        var (function, container) = (worker.Options, worker.Container.Options);
        errors.Require(function.Path.StartsWith('/'), worker.Name, $"messages are posted to '{function.Path}'", $"a path starts with /", Sources.ContainerResource);
        errors.Require(container.Privacy == ContainerPrivacy.Private, worker.Name, $"the container is public",
            $"a trigger needs a private container, which only the trigger and its function can call", Sources.Triggers);
        if (model.FindQueue(worker.Queue) is not { } queue)
        {
            errors.Add(new(worker.Name, $"is triggered by {worker.Queue.Name}", $"it is not published as a queue", Sources.Library));
            return;
        }
        var timeout = function.Timeout > container.Timeout ? function.Timeout : container.Timeout;
        errors.Require(timeout < queue.VisibilityTimeout, worker.Name,
            $"may take {timeout.TotalSeconds} s with a message of {queue.Name}, whose visibility timeout is {queue.VisibilityTimeout.TotalSeconds} s",
            $"the timeout must be shorter, with room for a cold start, or a message is delivered again while it is handled", Sources.Triggers);
        errors.Require(!queue.Options.Fifo || (container.MaxScale <= 1 && function.MaxScale <= 1), worker.Name,
            $"up to {Math.Max(container.MaxScale, function.MaxScale)} instances for the FIFO queue {queue.Name}",
            $"a FIFO queue has one message in flight: set both maximum scales to 1", Sources.Queues);
    }
}
