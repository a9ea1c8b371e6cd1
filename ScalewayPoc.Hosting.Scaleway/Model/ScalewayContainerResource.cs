namespace Aspire.Hosting.Scaleway;

/// <summary>The deployment target of a resource that is published as a Serverless Container.</summary>
/// <param name="source">The published resource.</param>
/// <param name="options">Its options.</param>
/// <param name="environment">Its variables, evaluated.</param>
sealed class ScalewayContainerResource(IResource source, ScalewayContainerOptions options, ContainerEnvironment environment)
    : Resource(source.Name)
{
    public IResource Source => source;

    public ScalewayContainerOptions Options => options;

    public ContainerEnvironment Environment => environment;
}
