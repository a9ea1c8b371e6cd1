namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>CPU, memory and disk of containers: free combinations within bounds.</summary>
sealed class ContainerSizeRule : IPlatformRule
{
    const int LeastCpu = 70;
    const int MostCpu = 6000;
    const long LeastMemory = 128_000_000;
    const long MostMemory = 12_228_000_000;
    const long MostStorage = 24_000L * 1024 * 1024;

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var container in model.Containers)
        {
            var options = container.Options;
            if (options.CpuLimit is < LeastCpu or > MostCpu)
            {
                yield return new(container.Name, $"CPU of {options.CpuLimit} mvCPU", $"allowed are {LeastCpu} to {MostCpu} mvCPU", Sources.Containers);
            }
            if (options.MemoryLimitBytes is < LeastMemory or > MostMemory)
            {
                yield return new(container.Name, $"memory of {options.MemoryLimitBytes} bytes",
                    $"allowed are {LeastMemory} to {MostMemory} bytes", Sources.Containers);
            }
            if (options.LocalStorageLimitBytes is <= 0 or > MostStorage)
            {
                yield return new(container.Name, $"temporary disk of {options.LocalStorageLimitBytes} bytes",
                    $"allowed are 1 to {MostStorage} bytes", Sources.Containers);
            }
        }
    }
}
