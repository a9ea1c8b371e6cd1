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

    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        foreach (var container in model.Containers)
        {
            Identity(container, errors);
            Size(container.Name, container.Options, errors);
            Scaling(container.Name, container.Options, errors);
            Requests(container.Name, container.Options, errors);
        }
    }

    static void Identity(ScalewayContainerResource container, ValidationErrors errors)
    {
        var name = container.Name;
        errors.Require(name.Length <= MaxNameLength && ContainerName().IsMatch(name), name, $"the name is not valid for a container or function",
            $"allowed: 1 to {MaxNameLength} lower-case letters, digits and single hyphens, a letter first", Sources.FunctionResource);
        errors.Require(!ReservedNames.Contains(name) && !name.StartsWith(TriggerPrefix, StringComparison.Ordinal), name,
            $"the name is reserved for an identity of the OpenTofu modules", $"reserved: {string.Join(", ", ReservedNames)} and {TriggerPrefix}…", Sources.Library);
        errors.Require(container.Source is ProjectResource, name, $"is not a project", $"only images of .NET projects are built and pushed", Sources.Library);
    }

    static void Size(string name, ScalewayContainerOptions options, ValidationErrors errors)
    {
        errors.Require(options.CpuLimit is >= MinCpu and <= MaxCpu, name, $"CPU of {options.CpuLimit} mvCPU", $"allowed: {MinCpu} to {MaxCpu} mvCPU", Sources.Containers);
        errors.Require(options.MemoryLimitBytes is >= MinMemory and <= MaxMemory, name,
            $"memory of {options.MemoryLimitBytes} bytes", $"allowed: {MinMemory} to {MaxMemory} bytes", Sources.Containers);
        errors.Require(options.LocalStorageLimitBytes is null or > 0 and <= MaxStorage, name,
            $"temporary disk of {options.LocalStorageLimitBytes} bytes", $"allowed: 1 to {MaxStorage} bytes", Sources.Containers);
    }

    static void Scaling(string name, ScalewayContainerOptions options, ValidationErrors errors)
    {
        var (min, max, scaling) = (options.MinScale, options.MaxScale, options.Scaling);
        errors.Require(min >= 0 && max >= 1 && min <= max, name, $"{min} to {max} instances",
            $"the minimum must be 0 or more, the maximum 1 or more and not below the minimum", Sources.ContainerResource);
        errors.Require(scaling.ConcurrentRequests is null or >= 1, name,
            $"scaling on {scaling.ConcurrentRequests} concurrent requests", $"it must be 1 or more", Sources.ContainerResource);
        var percent = scaling.CpuUsage ?? scaling.MemoryUsage;
        errors.Require(percent is null or >= 1 and <= 100, name, $"scaling on {percent} percent", $"allowed: 1 to 100", Sources.ContainerResource);
        errors.Require(percent is null || min >= 1, name, $"scaling on {(scaling.CpuUsage is null ? "memory" : "CPU")} usage with a minimum scale of {min}",
            $"it needs a minimum scale of 1", Sources.Containers);
    }

    static void Requests(string name, ScalewayContainerOptions options, ValidationErrors errors)
    {
        errors.Require(options.Port is >= 1 and <= 65535 && !ReservedPorts.Contains(options.Port), name, $"port {options.Port}",
            $"allowed: 1 to 65535 except {string.Join(", ", ReservedPorts)}, which the platform uses", Sources.Containers);
        errors.Require(options.Timeout >= MinTimeout && options.Timeout <= MaxTimeout, name, $"a timeout of {options.Timeout.TotalSeconds} s",
            $"allowed: {MinTimeout.TotalSeconds} to {MaxTimeout.TotalSeconds} s", Sources.Containers);
        Probe(name, "startup", options.StartupProbe, errors);
        Probe(name, "liveness", options.LivenessProbe, errors);
    }

    static void Probe(string name, string kind, ScalewayProbe? probe, ValidationErrors errors)
    {
        if (probe is null)
        {
            return;
        }
        errors.Require(probe.Path is null || probe.Path.StartsWith('/'), name, $"the {kind} probe requests '{probe.Path}'", $"a path starts with /", Sources.ContainerResource);
        errors.Require(probe.Interval >= MinProbeTime && probe.Timeout >= MinProbeTime && probe.Timeout <= probe.Interval && probe.FailureThreshold >= 1, name,
            $"the {kind} probe has a timeout of {probe.Timeout.TotalSeconds} s, an interval of {probe.Interval.TotalSeconds} s and {probe.FailureThreshold} failures",
            $"each must be 1 or more, and the timeout not longer than the interval", Sources.ContainerResource);
    }

    [GeneratedRegex("^[a-z](-?[a-z0-9])*$")]
    private static partial Regex ContainerName();
}
