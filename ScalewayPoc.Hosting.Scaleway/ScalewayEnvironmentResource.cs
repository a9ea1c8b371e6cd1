using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A deployment on Scaleway: what the application is published for, and the registry of its images.</summary>
public sealed class ScalewayEnvironmentResource : Resource, IComputeEnvironmentResource, IContainerRegistry
{
    internal const string RegistryStep = "provide-registry";

    /// <summary>Makes the environment and its steps.</summary>
    /// <param name="name">Name of the environment.</param>
    /// <param name="iacDirectory">Folder of the OpenTofu configuration.</param>
    public ScalewayEnvironmentResource([ResourceName] string name, string iacDirectory) : base(name)
    {
        IacDirectory = iacDirectory;
        Annotations.Add(new PipelineStepAnnotation(_ => Steps()));
    }

    /// <summary>Folder of the OpenTofu configuration.</summary>
    public string IacDirectory { get; }

    /// <summary>Address of the registry, known once there is one.</summary>
    internal string? RegistryEndpoint { get; set; }

    /// <summary>Guards the output folder: steps run at the same time.</summary>
    internal Lock Gate { get; } = new();

    ReferenceExpression IContainerRegistry.Name => ReferenceExpression.Create($"{Name}");

    ReferenceExpression IContainerRegistry.Endpoint => ReferenceExpression.Create($"{RegistryEndpoint}");

    IEnumerable<PipelineStep> Steps()
    {
        var prepare = ScalewayStep.Create($"prepare-deployment-targets-{Name}", $"Evaluates what {Name} runs.", context =>
            context.ExecutionContext.IsPublishMode
                ? ModelReader.PrepareAsync(context.Model, this, context.ExecutionContext, context.CancellationToken)
                : Task.CompletedTask);
        prepare.DependsOn(WellKnownPipelineSteps.ValidateComputeEnvironments);
        prepare.RequiredBy(WellKnownPipelineSteps.BeforeStart);

        var publish = ScalewayStep.Create($"publish-{Name}", $"Writes the manifest of {Name}.", context =>
        {
            PublishStep.Run(this, context);
            return Task.CompletedTask;
        });
        publish.RequiredBy(WellKnownPipelineSteps.Publish);

        var registry = ScalewayStep.OnDemand(RegistryStep, $"Finds or makes the registry of {Name}.", context =>
            DeploymentSteps.EnsureRegistryAsync(this, context));

        var plan = ScalewayStep.OnDemand("plan", $"Shows what deploy would change in {Name}, by risk.", context =>
            DeploymentSteps.PlanAsync(this, context));
        plan.DependsOn(WellKnownPipelineSteps.Build);

        var deploy = ScalewayStep.OnDemand($"deploy-{Name}", $"Applies the manifest of {Name} with OpenTofu.", context =>
            DeploymentSteps.DeployAsync(this, context));
        deploy.DependsOn(WellKnownPipelineSteps.Build);
        deploy.DependsOn(WellKnownPipelineSteps.Push);
        deploy.RequiredBy(WellKnownPipelineSteps.Deploy);

        var upload = ScalewayStep.OnDemand("upload-site", $"Uploads the site of {Name} to its bucket.", context =>
            SiteSteps.UploadAsync(this, context));
        upload.DependsOn(deploy);
        upload.RequiredBy(WellKnownPipelineSteps.Deploy);

        var destroy = ScalewayStep.OnDemand($"destroy-{Name}", $"Deletes {Name} with OpenTofu, after a confirmation.", context =>
            DeploymentSteps.DestroyAsync(this, context));
        destroy.RequiredBy(WellKnownPipelineSteps.Destroy);

        return [prepare, publish, registry, plan, deploy, upload, destroy];
    }
}
