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

    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        foreach (var queue in model.Queues)
        {
            Name(queue, errors);
            Times(queue, errors);
            Messages(queue, errors);
            DeadLetters(queue, model, errors);
            Burst(queue, errors);
        }
        Capacity(model, errors);
    }

    static void Name(ScalewayModel.Queue queue, ValidationErrors errors)
    {
        var name = queue.PublishedName;
        var stem = name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        errors.Require(name.Length <= MaxNameLength && QueueName().IsMatch(stem), queue.Name, $"the queue's name is '{name}' ({name.Length} characters)",
            $"allowed: 1 to {MaxNameLength} letters, digits, hyphens and underscores", Sources.Queues);
        errors.Require(queue.Options.Fifo == (stem.Length < name.Length), queue.Name,
            $"the queue's name is '{name}' and it is {(queue.Options.Fifo ? "a FIFO" : "a standard")} queue",
            $"the names of FIFO queues, and of no others, end in {FifoSuffix}", Sources.QueueResource);
    }

    static void Times(ScalewayModel.Queue queue, ValidationErrors errors)
    {
        Require("a visibility timeout", queue.VisibilityTimeout, TimeSpan.Zero, TimeSpan.FromHours(12));
        Require("a retention", queue.Options.Retention, TimeSpan.FromSeconds(60), TimeSpan.FromDays(14));
        Require("a receive wait", queue.Options.ReceiveWait, TimeSpan.Zero, TimeSpan.FromSeconds(20));

        void Require(string what, TimeSpan value, TimeSpan min, TimeSpan max) => errors.Require(
            value >= min && value <= max && value.Ticks % TimeSpan.TicksPerSecond == 0, queue.Name, $"{what} of {value.TotalSeconds} s",
            $"allowed: {min.TotalSeconds} to {max.TotalSeconds} whole seconds", Sources.QueueResource);
    }

    static void Messages(ScalewayModel.Queue queue, ValidationErrors errors)
    {
        var options = queue.Options;
        errors.Require(options.MaxMessageBytes is >= MinMessageBytes and <= MaxMessageBytes, queue.Name,
            $"messages of up to {options.MaxMessageBytes} bytes", $"allowed: {MinMessageBytes} to {MaxMessageBytes} bytes", Sources.Queues);
        errors.Require(!(options.MaxProducedBytes > options.MaxMessageBytes), queue.Name, $"producers send up to {options.MaxProducedBytes} bytes",
            $"the queue accepts {options.MaxMessageBytes} bytes, and Scaleway Queues at most {MaxMessageBytes}", Sources.Queues);
        errors.Require(!options.ContentBasedDeduplication || options.Fifo, queue.Name, $"deduplicates by content", $"only a FIFO queue deduplicates", Sources.QueueResource);
    }

    static void DeadLetters(ScalewayModel.Queue queue, ScalewayModel model, ValidationErrors errors)
    {
        if (queue.DeadLetterQueue is not { } resource)
        {
            return;
        }
        errors.Require(queue.MaxReceiveCount is >= 1 and <= MaxReceives, queue.Name,
            $"messages go to {resource.Name} after {queue.MaxReceiveCount} receives", $"allowed: 1 to {MaxReceives}", Sources.QueueResource);
        if (model.FindQueue(resource) is not { } deadLetters)
        {
            errors.Add(new(queue.Name, $"the dead-letter queue {resource.Name} is not published", $"both must be in the same project", Sources.QueueResource));
            return;
        }
        errors.Require(deadLetters.Options.Fifo == queue.Options.Fifo, queue.Name,
            $"the dead-letter queue {deadLetters.Name} is {(deadLetters.Options.Fifo ? "a FIFO" : "a standard")} queue",
            $"it must be of the same type as its queue", Sources.QueueResource);
        errors.Require(deadLetters.DeadLetterQueue is null, deadLetters.Name, $"a dead-letter queue has a dead-letter queue itself", $"it must have none", Sources.Library);
    }

    static void Burst(ScalewayModel.Queue queue, ValidationErrors errors)
    {
        if (queue.Options.Burst is not { } burst)
        {
            return;
        }
        var isPositive = burst.Messages >= 0 && burst.AverageBytes >= 1 && burst.DrainedPerSecond > 0;
        errors.Require(isPositive, queue.Name, $"a burst of {burst.Messages} messages of {burst.AverageBytes} bytes, drained at {burst.DrainedPerSecond} a second",
            $"each number must be positive", Sources.Library);
        var seconds = burst.Messages / burst.DrainedPerSecond;
        errors.Require(!isPositive || seconds <= queue.Options.Retention.TotalSeconds, queue.Name, $"a burst of {burst.Messages} messages needs {seconds:F0} s to drain",
            $"the retention of {queue.Options.Retention.TotalSeconds} s ends before, and messages are lost", Sources.Queues);
    }

    static void Capacity(ScalewayModel model, ValidationErrors errors)
    {
        errors.Require(model.Queues.Count <= MaxQueues, "queues", $"{model.Queues.Count} queues", $"allowed: {MaxQueues} in a project", Sources.Quotas);
        var bursts = model.Queues.Where(queue => queue.Options.Burst is not null).ToList();
        var bytes = bursts.Sum(queue => queue.Options.Burst!.Messages * queue.Options.Burst.AverageBytes);
        errors.Require(bytes <= MaxStoredBytes, string.Join(", ", bursts.Select(queue => queue.Name)), $"the expected bursts need {bytes} bytes",
            $"all queues of a project, dead-letter queues included, store {MaxStoredBytes} bytes", Sources.Quotas);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex QueueName();
}
