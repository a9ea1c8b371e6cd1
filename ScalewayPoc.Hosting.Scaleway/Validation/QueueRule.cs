namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Attributes of queues.</summary>
sealed class QueueRule : IPlatformRule
{
    const int LeastMessage = 1024;
    const int MostMessage = 262_144;

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var queue in model.Queues)
        {
            var options = queue.Options;
            foreach (var (what, value, least, most) in new[]
            {
                ("a visibility timeout", queue.VisibilityTimeout, TimeSpan.Zero, TimeSpan.FromHours(12)),
                ("a retention", options.Retention, TimeSpan.FromSeconds(60), TimeSpan.FromDays(14)),
                ("a receive wait", options.ReceiveWait, TimeSpan.Zero, TimeSpan.FromSeconds(20)),
            })
            {
                if (value < least || value > most || value.Ticks % TimeSpan.TicksPerSecond != 0)
                {
                    yield return new(queue.Name, $"{what} of {value.TotalSeconds} s",
                        $"allowed are {least.TotalSeconds} to {most.TotalSeconds} whole seconds", Sources.QueueResource);
                }
            }
            if (options.MaxMessageBytes is < LeastMessage or > MostMessage)
            {
                yield return new(queue.Name, $"messages of up to {options.MaxMessageBytes} bytes",
                    $"allowed are {LeastMessage} to {MostMessage} bytes", Sources.Queues);
            }
            if (options.LargestMessageBytes > options.MaxMessageBytes)
            {
                yield return new(queue.Name, $"producers send up to {options.LargestMessageBytes} bytes",
                    $"the queue takes {options.MaxMessageBytes} bytes, and Scaleway Queues at most {MostMessage}", Sources.Queues);
            }
            if (options.ContentBasedDeduplication && !options.Fifo)
            {
                yield return new(queue.Name, $"deduplicates by content", $"only a FIFO queue deduplicates", Sources.QueueResource);
            }
        }
    }
}
