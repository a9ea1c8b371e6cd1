namespace Aspire.Hosting.Scaleway;

/// <summary>The variables of a container, by kind of value.</summary>
sealed class ContainerEnvironment
{
    public SortedDictionary<string, string> Literals { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ResourceReference> References { get; } = new(StringComparer.Ordinal);

    /// <summary>OTLP settings of Cockpit, the same for every container.</summary>
    public SortedDictionary<string, string> Telemetry { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the parameters whose values are given at deployment.</summary>
    public SortedDictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Expressions that cannot be published.</summary>
    public SortedDictionary<string, string> Unresolved { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Names =>
        ((IEnumerable<IEnumerable<string>>)[Literals.Keys, References.Keys, Telemetry.Keys, Secrets.Keys, Unresolved.Keys])
        .SelectMany(names => names).Distinct(StringComparer.Ordinal);

    public void Remove(string name)
    {
        Literals.Remove(name);
        References.Remove(name);
        Telemetry.Remove(name);
        Secrets.Remove(name);
        Unresolved.Remove(name);
    }
}

sealed record ResourceReference(IResource Resource, ScalewayProperty Property);

sealed class ScalewayContainerResource(IResource source, ScalewayContainerOptions options, ContainerEnvironment environment)
    : Resource(source.Name)
{
    public IResource Source => source;

    public ScalewayContainerOptions Options => options;

    public ContainerEnvironment Environment => environment;
}
