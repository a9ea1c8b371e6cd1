namespace ScalewayPoc.Api.Problems;

/// <summary>A dependency did not answer in time. Whether it has executed the command is unknown.</summary>
/// <param name="dependency">Its name in the application model.</param>
/// <param name="inner">What its client reported.</param>
public sealed class DependencyUnavailableException(string dependency, Exception inner)
    : Exception($"The dependency '{dependency}' is not available.", inner)
{
    /// <summary>Its name in the application model.</summary>
    public string Dependency => dependency;
}
