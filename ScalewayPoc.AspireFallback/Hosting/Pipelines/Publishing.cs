using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Publishing
{
    /// <summary>The pipeline is about to run.</summary>
    public sealed class BeforePublishEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        /// <summary>Services of the AppHost.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>The application.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>All steps of the pipeline have succeeded.</summary>
    public sealed class AfterPublishEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        /// <summary>Services of the AppHost.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>The application.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A place that applications are deployed to.</summary>
    public interface IComputeEnvironmentResource : IResource;

    /// <summary>A registry for images.</summary>
    public interface IContainerRegistry
    {
        /// <summary>Name.</summary>
        ReferenceExpression Name { get; }

        /// <summary>Address.</summary>
        ReferenceExpression Endpoint { get; }
    }

    /// <summary>What a resource becomes in a deployment.</summary>
    public sealed class DeploymentTargetAnnotation(IResource target) : IResourceAnnotation
    {
        /// <summary>What it becomes.</summary>
        public IResource DeploymentTarget { get; set; } = target;

        /// <summary>Registry of its image.</summary>
        public IContainerRegistry? ContainerRegistry { get; set; }

        /// <summary>Where it runs.</summary>
        public IComputeEnvironmentResource? ComputeEnvironment { get; set; }
    }
}
