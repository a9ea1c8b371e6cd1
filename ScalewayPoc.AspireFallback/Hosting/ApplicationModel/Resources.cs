using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A program.</summary>
    public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints,
        IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
    {
        public ExecutableResource([ResourceName] string name, string command, string workingDirectory) : base(name) =>
            (Command, WorkingDirectory) = (command, workingDirectory);

        public string Command { get; }
        public string WorkingDirectory { get; }
    }

    /// <summary>A .NET project.</summary>
    public class ProjectResource([ResourceName] string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs,
        IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource;

    /// <summary>A container. The fallback publishes them and does not run them.</summary>
    public class ContainerResource([ResourceName] string name, string? entrypoint = null) : Resource(name), IResourceWithEnvironment,
        IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
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

        bool SuppressBuild => false;
    }
}
