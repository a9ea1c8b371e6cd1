namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A program.</summary>
    public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints,
        IResourceWithWaitSupport, IComputeResource
    {
        public ExecutableResource(string name, string command, string workingDirectory) : base(name) =>
            (Command, WorkingDirectory) = (command, workingDirectory);

        public string Command { get; }
        public string WorkingDirectory { get; }
    }

    /// <summary>A .NET project.</summary>
    public class ProjectResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs,
        IResourceWithServiceDiscovery, IResourceWithWaitSupport, IComputeResource;

    /// <summary>A container. The fallback publishes them and does not run them.</summary>
    public class ContainerResource(string name, string? entrypoint = null) : Resource(name), IResourceWithEnvironment,
        IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IComputeResource
    {
        public string? Entrypoint { get; set; } = entrypoint;
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource that others find by name.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

    /// <summary>Where a project is; implemented by the generated classes in the namespace Projects.</summary>
    public interface IProjectMetadata : IResourceAnnotation
    {
        string ProjectPath { get; }
    }
}
