using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Names of what is created.</summary>
sealed partial class NameRule : IPlatformRule
{
    const int LongestContainerName = 34;
    const int LongestQueueName = 80;
    const int LongestDatabaseName = 63;
    const string TriggerPrefix = "trigger-";
    static readonly string[] ModuleNames = ["forwarder", "gateway"];
    const string FifoSuffix = ".fifo";

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var container in model.Containers.Where(container =>
            container.Name.Length > LongestContainerName || !ContainerName().IsMatch(container.Name)))
        {
            yield return new(container.Name, $"the name is no name of a container or function",
                $"allowed are 1 to {LongestContainerName} lower-case letters, digits and single hyphens, a letter first", Sources.FunctionResource);
        }
        foreach (var container in model.Containers.Where(container =>
            ModuleNames.Contains(container.Name) || container.Name.StartsWith(TriggerPrefix, StringComparison.Ordinal)))
        {
            yield return new(container.Name, $"the name is one of an identity of the OpenTofu modules",
                $"{string.Join(", ", ModuleNames)} and {TriggerPrefix}… are taken", Sources.Manifest);
        }
        foreach (var queue in model.Queues)
        {
            var name = queue.PublishedName;
            var stem = name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
            if (name.Length > LongestQueueName || !QueueName().IsMatch(stem))
            {
                yield return new(queue.Name, $"the queue's name is '{name}' ({name.Length} characters)",
                    $"allowed are 1 to {LongestQueueName} letters, digits, hyphens and underscores", Sources.Queues);
            }
            if (queue.Options.Fifo != (stem.Length < name.Length))
            {
                yield return new(queue.Name, $"the queue's name is '{name}' and it is {(queue.Options.Fifo ? "a FIFO" : "a standard")} queue",
                    $"the names of FIFO queues, and of no others, end in {FifoSuffix}", Sources.QueueResource);
            }
        }
        foreach (var database in model.Databases.Where(database => !DatabaseName().IsMatch(database.PublishedName)))
        {
            yield return new(database.Name, $"the database's name is '{database.PublishedName}'",
                $"allowed are 1 to {LongestDatabaseName} letters, digits, hyphens and underscores, a letter first", Sources.Databases);
        }
    }

    [GeneratedRegex("^[a-z](-?[a-z0-9])*$")]
    private static partial Regex ContainerName();

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex QueueName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex DatabaseName();
}
