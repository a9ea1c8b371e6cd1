namespace Aspire.Hosting.Publishing
{
    /// <summary>The pipeline is about to run.</summary>
    public sealed class BeforePublishEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        public IServiceProvider Services { get; } = services;
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>All steps of the pipeline have succeeded.</summary>
    public sealed class AfterPublishEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        public IServiceProvider Services { get; } = services;
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
        ReferenceExpression Name { get; }

        ReferenceExpression Endpoint { get; }
    }

    /// <summary>What a resource becomes in a deployment.</summary>
    public sealed class DeploymentTargetAnnotation(IResource target) : IResourceAnnotation
    {
        public IResource DeploymentTarget { get; set; } = target;
        public IContainerRegistry? ContainerRegistry { get; set; }
        public IComputeEnvironmentResource? ComputeEnvironment { get; set; }
    }
}
