namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Numbers of instances of containers and what adds them.</summary>
sealed class ContainerScalingRule : IPlatformRule
{
    public IEnumerable<Violation> Check(ScalewayModel model) => model.Containers.SelectMany(Check);

    static IEnumerable<Violation> Check(ScalewayContainerResource container)
    {
        var (least, most, scaling) = (container.Options.MinScale, container.Options.MaxScale, container.Options.Scaling);
        if (least < 0 || most < 1 || least > most)
        {
            yield return new(container.Name, $"{least} to {most} instances",
                $"the least must be 0 or more, the most 1 or more and not below the least", Sources.ContainerResource);
        }
        if (scaling.ConcurrentRequests is < 1)
        {
            yield return new(container.Name, $"scaling on {scaling.ConcurrentRequests} concurrent requests", $"it must be 1 or more", Sources.ContainerResource);
        }
        if ((scaling.CpuUsage ?? scaling.MemoryUsage) is not { } percent)
        {
            yield break;
        }
        if (percent is < 1 or > 100)
        {
            yield return new(container.Name, $"scaling on {percent} percent", $"allowed are 1 to 100", Sources.ContainerResource);
        }
        if (least < 1)
        {
            yield return new(container.Name, $"scaling on {(scaling.CpuUsage is null ? "memory" : "CPU")} usage with a least scale of {least}",
                $"it needs a least scale of 1", Sources.Containers);
        }
    }
}
