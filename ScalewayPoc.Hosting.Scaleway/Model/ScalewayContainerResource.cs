namespace Aspire.Hosting.Scaleway;

/// <summary>A resource of the model as the Serverless Container that it becomes: the deployment target of that resource.</summary>
/// <param name="source">The resource.</param>
/// <param name="options">How it runs.</param>
/// <param name="environment">What it is told, evaluated.</param>
sealed class ScalewayContainerResource(IResource source, ScalewayContainerOptions options, ContainerEnvironment environment)
    : Resource(source.Name)
{
    public IResource Source => source;

    public ScalewayContainerOptions Options => options;

    public ContainerEnvironment Environment => environment;
}
