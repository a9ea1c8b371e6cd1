namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Functions that forward to containers.</summary>
sealed class FunctionRule : IPlatformRule
{
    const int MostInstances = 50;
    static readonly int[] MemorySizes = [128, 256, 512, 1024, 2048, 3072, 4096];
    static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(60);

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var worker in model.Workers)
        {
            var options = worker.Options;
            if (!MemorySizes.Contains(options.MemoryLimit))
            {
                yield return new(worker.Name, $"function memory of {options.MemoryLimit} MB",
                    $"memory and CPU come in pairs: allowed are {string.Join(", ", MemorySizes)} MB", Sources.Functions);
            }
            if (options.MinScale < 0 || options.MaxScale is < 1 or > MostInstances || options.MinScale > options.MaxScale)
            {
                yield return new(worker.Name, $"{options.MinScale} to {options.MaxScale} instances of the function",
                    $"the least must be 0 or more, the most 1 to {MostInstances} and not below the least", Sources.Functions);
            }
            if (options.Timeout <= TimeSpan.Zero || options.Timeout > MostTimeout)
            {
                yield return new(worker.Name, $"a function timeout of {options.Timeout.TotalSeconds} s",
                    $"allowed are 1 to {MostTimeout.TotalSeconds} s", Sources.Functions);
            }
            if (options.Timeout < worker.Container.Options.Timeout)
            {
                yield return new(worker.Name,
                    $"a function timeout of {options.Timeout.TotalSeconds} s before a container timeout of {worker.Container.Options.Timeout.TotalSeconds} s",
                    $"the function must wait as long as the container may take, or a message that was handled counts as failed", Sources.Functions);
            }
        }
    }
}
