namespace Aspire.Hosting.Scaleway;

/// <summary>The variables of a container, by what is known of their values before deployment.</summary>
sealed class ContainerEnvironment
{
    /// <summary>Values in plain sight.</summary>
    public SortedDictionary<string, string> Literals { get; } = new(StringComparer.Ordinal);

    /// <summary>Values that OpenTofu knows once the resource they belong to is there.</summary>
    public SortedDictionary<string, ResourceReference> References { get; } = new(StringComparer.Ordinal);

    /// <summary>Values of Cockpit, the same for every container.</summary>
    public SortedDictionary<string, string> Telemetry { get; } = new(StringComparer.Ordinal);

    /// <summary>Values that a person gives at deployment, by the parameter's name.</summary>
    public SortedDictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Values that mean nothing on this platform, and why.</summary>
    public SortedDictionary<string, string> Unresolved { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Names =>
        ((IEnumerable<IEnumerable<string>>)[Literals.Keys, References.Keys, Telemetry.Keys, Secrets.Keys, Unresolved.Keys])
        .SelectMany(names => names).Distinct(StringComparer.Ordinal);

    /// <summary>Takes a variable away, whatever its value.</summary>
    public void Remove(string name)
    {
        Literals.Remove(name);
        References.Remove(name);
        Telemetry.Remove(name);
        Secrets.Remove(name);
        Unresolved.Remove(name);
    }
}

/// <summary>One property of one resource.</summary>
sealed record ResourceReference(IResource Resource, ScalewayProperty Property);
