using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A deployment on Scaleway: the compute environment of the published resources and the registry of their images.</summary>
public sealed class ScalewayEnvironmentResource : Resource, IComputeEnvironmentResource, IContainerRegistry
{
    internal const string RegistryStep = "ensure-registry";

    /// <summary>Creates the environment and its pipeline steps.</summary>
    /// <param name="name">Name of the environment.</param>
    /// <param name="iacDirectory">Folder of the OpenTofu configuration.</param>
    public ScalewayEnvironmentResource([ResourceName] string name, string iacDirectory) : base(name)
    {
        IacDirectory = iacDirectory;
        Annotations.Add(new PipelineStepAnnotation(_ => Steps()));
    }

    /// <summary>Folder of the OpenTofu configuration.</summary>
    public string IacDirectory { get; }

    /// <summary>Name of the step that writes the manifest. The host's step <c>publish</c> requires it.</summary>
    internal string PublishStepName => $"publish-{Name}";

    /// <summary>Address of the registry, set by the step <see cref="RegistryStep"/>.</summary>
    internal string? RegistryEndpoint { get; set; }

    ReferenceExpression IContainerRegistry.Name => ReferenceExpression.Create($"{Name}");

    ReferenceExpression IContainerRegistry.Endpoint => ReferenceExpression.Create($"{RegistryEndpoint}");

    IEnumerable<PipelineStep> Steps()
    {
        var prepare = ScalewayStep.Create($"prepare-deployment-targets-{Name}", $"Evaluates the resources of {Name}.", context =>
            context.ExecutionContext.IsPublishMode
                ? ModelReader.PrepareAsync(context.Model, this, context.ExecutionContext, context.CancellationToken)
                : Task.CompletedTask);
        prepare.DependsOn(WellKnownPipelineSteps.ValidateComputeEnvironments);
        prepare.RequiredBy(WellKnownPipelineSteps.BeforeStart);

        var publish = ScalewayStep.Create(PublishStepName, $"Writes the manifest of {Name}.", context =>
        {
            PublishStep.Run(this, context);
            return Task.CompletedTask;
        });
        publish.RequiredBy(WellKnownPipelineSteps.Publish);

        var registry = ScalewayStep.Create(RegistryStep, $"Finds or creates the registry of {Name}.", context =>
            DeploymentSteps.EnsureRegistryAsync(this, context));
        registry.DependsOn(publish);

        var plan = ScalewayStep.Create("plan", $"Shows the changes that deploy would make in {Name}, by risk.", context =>
            DeploymentSteps.PlanAsync(this, context));
        plan.DependsOn(publish);
        plan.DependsOn(WellKnownPipelineSteps.Build);

        var deploy = ScalewayStep.Create($"deploy-{Name}", $"Applies the manifest of {Name} with OpenTofu.", context =>
            DeploymentSteps.DeployAsync(this, context));
        deploy.DependsOn(publish);
        deploy.DependsOn(WellKnownPipelineSteps.Build);
        deploy.DependsOn(WellKnownPipelineSteps.Push);
        deploy.RequiredBy(WellKnownPipelineSteps.Deploy);

        var upload = ScalewayStep.Create("upload-site", $"Uploads the site of {Name} to its bucket.", context =>
            SiteSteps.UploadAsync(this, context));
        upload.DependsOn(deploy);
        upload.RequiredBy(WellKnownPipelineSteps.Deploy);

        var destroy = ScalewayStep.Create($"destroy-{Name}", $"Deletes {Name} with OpenTofu, after a confirmation.", context =>
            DeploymentSteps.DestroyAsync(this, context));
        destroy.DependsOn(publish);
        destroy.RequiredBy(WellKnownPipelineSteps.Destroy);

        return [prepare, publish, registry, plan, deploy, upload, destroy];
    }
}
