namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Dead-letter queues.</summary>
sealed class DeadLetterRule : IPlatformRule
{
    const int MostReceives = 1000;

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var queue in model.Queues)
        {
            if (queue.DeadLetterQueue is not { } resource)
            {
                continue;
            }
            if (queue.MaxReceiveCount is < 1 or > MostReceives)
            {
                yield return new(queue.Name, $"messages go to {resource.Name} after {queue.MaxReceiveCount} receives", $"allowed are 1 to {MostReceives}", Sources.QueueResource);
            }
            if (model.FindQueue(resource) is not { } deadLetters)
            {
                yield return new(queue.Name, $"the dead-letter queue {resource.Name} is not published", $"both must be in the same project", Sources.QueueResource);
                continue;
            }
            if (deadLetters.Options.Fifo != queue.Options.Fifo)
            {
                yield return new(queue.Name, $"the dead-letter queue {deadLetters.Name} is {(deadLetters.Options.Fifo ? "a FIFO" : "a standard")} queue",
                    $"it must be of the same type as its queue", Sources.QueueResource);
            }
            if (deadLetters.DeadLetterQueue is not null)
            {
                yield return new(deadLetters.Name, $"a dead-letter queue has a dead-letter queue itself", $"it must have none", Sources.Manifest);
            }
        }
    }
}
