namespace ScalewayPoc.AppHost.Embedded;

/// <summary>One server of ScalewayPoc.Emulators, run as a process of its own.</summary>
/// <param name="name">Name of the resource.</param>
public abstract class EmulatorResource([ResourceName] string name)
    : ExecutableResource(name, EmulatorProgram.Runtime, EmulatorProgram.Folder), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>Where the server listens.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);

    /// <inheritdoc/>
    public abstract ReferenceExpression ConnectionStringExpression { get; }
}
