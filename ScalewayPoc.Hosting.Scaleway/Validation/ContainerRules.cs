using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Names, images, sizes, scaling, requests and probes of Serverless Containers.</summary>
static partial class ContainerRules
{
    const int MaxNameLength = 34;
    const string TriggerPrefix = "trigger-";
    const int MinCpu = 70;
    const int MaxCpu = 6000;
    const long MinMemory = 128_000_000;
    const long MaxMemory = 12_228_000_000;
    const long MaxStorage = 24_000L * 1024 * 1024;
    static readonly string[] ReservedNames = ["forwarder", "gateway"];
    static readonly int[] ReservedPorts = [8008, 8012, 8013, 8022, 9090, 9091];
    static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(60);
    static readonly TimeSpan MinProbeTime = TimeSpan.FromSeconds(1);

    public static IEnumerable<ValidationError> Validate(ScalewayModel model) => model.Containers.SelectMany(container =>
        Identity(container).Concat(Size(container)).Concat(Scaling(container)).Concat(Requests(container)));

    static IEnumerable<ValidationError> Identity(ScalewayContainerResource container)
    {
        if (container.Name.Length > MaxNameLength || !ContainerName().IsMatch(container.Name))
        {
            yield return new(container.Name, $"the name is not valid for a container or function",
                $"allowed: 1 to {MaxNameLength} lower-case letters, digits and single hyphens, a letter first", Sources.FunctionResource);
        }
        if (ReservedNames.Contains(container.Name) || container.Name.StartsWith(TriggerPrefix, StringComparison.Ordinal))
        {
            yield return new(container.Name, $"the name is reserved for an identity of the OpenTofu modules",
                $"reserved: {string.Join(", ", ReservedNames)} and {TriggerPrefix}…", Sources.Library);
        }
        if (container.Source is not ProjectResource)
        {
            yield return new(container.Name, $"is not a project", $"only images of .NET projects are built and pushed", Sources.Library);
        }
    }

    static IEnumerable<ValidationError> Size(ScalewayContainerResource container)
    {
        var options = container.Options;
        if (options.CpuLimit is < MinCpu or > MaxCpu)
        {
            yield return new(container.Name, $"CPU of {options.CpuLimit} mvCPU", $"allowed: {MinCpu} to {MaxCpu} mvCPU", Sources.Containers);
        }
        if (options.MemoryLimitBytes is < MinMemory or > MaxMemory)
        {
            yield return new(container.Name, $"memory of {options.MemoryLimitBytes} bytes", $"allowed: {MinMemory} to {MaxMemory} bytes", Sources.Containers);
        }
        if (options.LocalStorageLimitBytes is <= 0 or > MaxStorage)
        {
            yield return new(container.Name, $"temporary disk of {options.LocalStorageLimitBytes} bytes", $"allowed: 1 to {MaxStorage} bytes", Sources.Containers);
        }
    }

    static IEnumerable<ValidationError> Scaling(ScalewayContainerResource container)
    {
        var (min, max, scaling) = (container.Options.MinScale, container.Options.MaxScale, container.Options.Scaling);
        if (min < 0 || max < 1 || min > max)
        {
            yield return new(container.Name, $"{min} to {max} instances",
                $"the minimum must be 0 or more, the maximum 1 or more and not below the minimum", Sources.ContainerResource);
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
            yield return new(container.Name, $"scaling on {percent} percent", $"allowed: 1 to 100", Sources.ContainerResource);
        }
        if (min < 1)
        {
            yield return new(container.Name, $"scaling on {(scaling.CpuUsage is null ? "memory" : "CPU")} usage with a minimum scale of {min}",
                $"it needs a minimum scale of 1", Sources.Containers);
        }
    }

    static IEnumerable<ValidationError> Requests(ScalewayContainerResource container)
    {
        var options = container.Options;
        if (options.Port is < 1 or > 65535 || ReservedPorts.Contains(options.Port))
        {
            yield return new(container.Name, $"port {options.Port}",
                $"allowed: 1 to 65535 except {string.Join(", ", ReservedPorts)}, which the platform uses", Sources.Containers);
        }
        if (options.Timeout < MinTimeout || options.Timeout > MaxTimeout)
        {
            yield return new(container.Name, $"a timeout of {options.Timeout.TotalSeconds} s",
                $"allowed: {MinTimeout.TotalSeconds} to {MaxTimeout.TotalSeconds} s", Sources.Containers);
        }
        foreach (var error in Probe(container.Name, "startup", options.StartupProbe).Concat(Probe(container.Name, "liveness", options.LivenessProbe)))
        {
            yield return error;
        }
    }

    static IEnumerable<ValidationError> Probe(string container, string kind, ScalewayProbe? probe)
    {
        if (probe is null)
        {
            yield break;
        }
        if (probe.Path is { } path && !path.StartsWith('/'))
        {
            yield return new(container, $"the {kind} probe requests '{path}'", $"a path starts with /", Sources.ContainerResource);
        }
        if (probe.Interval < MinProbeTime || probe.Timeout < MinProbeTime || probe.Timeout > probe.Interval || probe.FailureThreshold < 1)
        {
            yield return new(container,
                $"the {kind} probe has a timeout of {probe.Timeout.TotalSeconds} s, an interval of {probe.Interval.TotalSeconds} s and {probe.FailureThreshold} failures",
                $"each must be 1 or more, and the timeout not longer than the interval", Sources.ContainerResource);
        }
    }

    [GeneratedRegex("^[a-z](-?[a-z0-9])*$")]
    private static partial Regex ContainerName();
}
