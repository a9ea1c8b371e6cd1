using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Names, attributes, dead-letter queues and capacity of Scaleway Queues.</summary>
static partial class QueueRules
{
    const int MaxNameLength = 80;
    const string FifoSuffix = ".fifo";
    const int MinMessageBytes = 1024;
    const int MaxMessageBytes = 262_144;
    const int MaxReceives = 1000;
    const int MaxQueues = 50;
    const long MaxStoredBytes = 100_000_000;

    public static IEnumerable<ValidationError> Validate(ScalewayModel model) => model.Queues
        .SelectMany(queue => Name(queue).Concat(Times(queue)).Concat(Messages(queue)).Concat(DeadLetters(queue, model)).Concat(Burst(queue)))
        .Concat(Capacity(model));

    static IEnumerable<ValidationError> Name(ScalewayModel.Queue queue)
    {
        var name = queue.PublishedName;
        var stem = name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        if (name.Length > MaxNameLength || !QueueName().IsMatch(stem))
        {
            yield return new(queue.Name, $"the queue's name is '{name}' ({name.Length} characters)",
                $"allowed: 1 to {MaxNameLength} letters, digits, hyphens and underscores", Sources.Queues);
        }
        if (queue.Options.Fifo != (stem.Length < name.Length))
        {
            yield return new(queue.Name, $"the queue's name is '{name}' and it is {(queue.Options.Fifo ? "a FIFO" : "a standard")} queue",
                $"the names of FIFO queues, and of no others, end in {FifoSuffix}", Sources.QueueResource);
        }
    }

    static IEnumerable<ValidationError> Times(ScalewayModel.Queue queue) => new[]
    {
        (What: "a visibility timeout", Value: queue.VisibilityTimeout, Min: TimeSpan.Zero, Max: TimeSpan.FromHours(12)),
        (What: "a retention", Value: queue.Options.Retention, Min: TimeSpan.FromSeconds(60), Max: TimeSpan.FromDays(14)),
        (What: "a receive wait", Value: queue.Options.ReceiveWait, Min: TimeSpan.Zero, Max: TimeSpan.FromSeconds(20)),
    }
    .Where(time => time.Value < time.Min || time.Value > time.Max || time.Value.Ticks % TimeSpan.TicksPerSecond != 0)
    .Select(time => new ValidationError(queue.Name, $"{time.What} of {time.Value.TotalSeconds} s",
        $"allowed: {time.Min.TotalSeconds} to {time.Max.TotalSeconds} whole seconds", Sources.QueueResource));

    static IEnumerable<ValidationError> Messages(ScalewayModel.Queue queue)
    {
        var options = queue.Options;
        if (options.MaxMessageBytes is < MinMessageBytes or > MaxMessageBytes)
        {
            yield return new(queue.Name, $"messages of up to {options.MaxMessageBytes} bytes", $"allowed: {MinMessageBytes} to {MaxMessageBytes} bytes", Sources.Queues);
        }
        if (options.MaxProducedBytes > options.MaxMessageBytes)
        {
            yield return new(queue.Name, $"producers send up to {options.MaxProducedBytes} bytes",
                $"the queue accepts {options.MaxMessageBytes} bytes, and Scaleway Queues at most {MaxMessageBytes}", Sources.Queues);
        }
        if (options.ContentBasedDeduplication && !options.Fifo)
        {
            yield return new(queue.Name, $"deduplicates by content", $"only a FIFO queue deduplicates", Sources.QueueResource);
        }
    }

    static IEnumerable<ValidationError> DeadLetters(ScalewayModel.Queue queue, ScalewayModel model)
    {
        if (queue.DeadLetterQueue is not { } resource)
        {
            yield break;
        }
        if (queue.MaxReceiveCount is < 1 or > MaxReceives)
        {
            yield return new(queue.Name, $"messages go to {resource.Name} after {queue.MaxReceiveCount} receives", $"allowed: 1 to {MaxReceives}", Sources.QueueResource);
        }
        if (model.FindQueue(resource) is not { } deadLetters)
        {
            yield return new(queue.Name, $"the dead-letter queue {resource.Name} is not published", $"both must be in the same project", Sources.QueueResource);
            yield break;
        }
        if (deadLetters.Options.Fifo != queue.Options.Fifo)
        {
            yield return new(queue.Name, $"the dead-letter queue {deadLetters.Name} is {(deadLetters.Options.Fifo ? "a FIFO" : "a standard")} queue",
                $"it must be of the same type as its queue", Sources.QueueResource);
        }
        if (deadLetters.DeadLetterQueue is not null)
        {
            yield return new(deadLetters.Name, $"a dead-letter queue has a dead-letter queue itself", $"it must have none", Sources.Library);
        }
    }

    static IEnumerable<ValidationError> Burst(ScalewayModel.Queue queue)
    {
        if (queue.Options.Burst is not { } burst)
        {
            yield break;
        }
        if (burst.Messages < 0 || burst.AverageBytes < 1 || !(burst.DrainedPerSecond > 0))
        {
            yield return new(queue.Name, $"a burst of {burst.Messages} messages of {burst.AverageBytes} bytes, drained at {burst.DrainedPerSecond} a second",
                $"each number must be positive", Sources.Library);
        }
        else if (burst.Messages / burst.DrainedPerSecond > queue.Options.Retention.TotalSeconds)
        {
            yield return new(queue.Name, $"a burst of {burst.Messages} messages needs {burst.Messages / burst.DrainedPerSecond:F0} s to drain",
                $"the retention of {queue.Options.Retention.TotalSeconds} s ends before, and messages are lost", Sources.Queues);
        }
    }

    static IEnumerable<ValidationError> Capacity(ScalewayModel model)
    {
        if (model.Queues.Count > MaxQueues)
        {
            yield return new("queues", $"{model.Queues.Count} queues", $"allowed: {MaxQueues} in a project", Sources.Quotas);
        }
        var bursts = model.Queues.Where(queue => queue.Options.Burst is not null).ToList();
        var bytes = bursts.Sum(queue => queue.Options.Burst!.Messages * queue.Options.Burst.AverageBytes);
        if (bytes > MaxStoredBytes)
        {
            yield return new(string.Join(", ", bursts.Select(queue => queue.Name)), $"the expected bursts need {bytes} bytes",
                $"all queues of a project, dead-letter queues included, store {MaxStoredBytes} bytes", Sources.Quotas);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex QueueName();
}
