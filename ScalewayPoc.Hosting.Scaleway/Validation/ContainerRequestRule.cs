namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>How requests and probes reach a container.</summary>
sealed class ContainerRequestRule : IPlatformRule
{
    static readonly int[] BlockedPorts = [8008, 8012, 8013, 8022, 9090, 9091];
    static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(60);

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var container in model.Containers)
        {
            var options = container.Options;
            if (options.Port is < 1 or > 65535 || BlockedPorts.Contains(options.Port))
            {
                yield return new(container.Name, $"port {options.Port}",
                    $"allowed are 1 to 65535 but not {string.Join(", ", BlockedPorts)}, which the platform uses", Sources.Containers);
            }
            if (options.Timeout < LeastTimeout || options.Timeout > MostTimeout)
            {
                yield return new(container.Name, $"a timeout of {options.Timeout.TotalSeconds} s",
                    $"allowed are {LeastTimeout.TotalSeconds} to {MostTimeout.TotalSeconds} s", Sources.Containers);
            }
            foreach (var violation in Check(container.Name, "startup", options.StartupProbe).Concat(Check(container.Name, "liveness", options.LivenessProbe)))
            {
                yield return violation;
            }
        }
    }

    static IEnumerable<Violation> Check(string container, string kind, ScalewayProbe? probe)
    {
        if (probe is null)
        {
            yield break;
        }
        if (probe.Path is { } path && !path.StartsWith('/'))
        {
            yield return new(container, $"the {kind} probe asks '{path}'", $"a path starts with /", Sources.ContainerResource);
        }
        if (probe.Interval < TimeSpan.FromSeconds(1) || probe.Timeout < TimeSpan.FromSeconds(1) || probe.Timeout > probe.Interval || probe.FailureThreshold < 1)
        {
            yield return new(container,
                $"the {kind} probe waits {probe.Timeout.TotalSeconds} s, every {probe.Interval.TotalSeconds} s, for {probe.FailureThreshold} failures",
                $"each must be 1 or more, and the wait not longer than the interval", Sources.ContainerResource);
        }
    }
}
