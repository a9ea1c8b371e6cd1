using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>A step on the way to a deployment.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public class PipelineStep
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required Func<PipelineStepContext, Task> Action { get; init; }
    public List<string> DependsOnSteps { get; init; } = [];

    /// <summary>Steps that come after, and do not come without this one.</summary>
    public List<string> RequiredBySteps { get; init; } = [];

    public void DependsOn(string stepName) => DependsOnSteps.Add(stepName);
    public void DependsOn(PipelineStep step) => DependsOnSteps.Add(step.Name);
    public void RequiredBy(string stepName) => RequiredBySteps.Add(stepName);
}

/// <summary>What a step works on.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public sealed class PipelineStepContext
{
    internal PipelineStepContext(
        DistributedApplicationModel model, DistributedApplicationExecutionContext executionContext, IServiceProvider services, ILogger logger, CancellationToken stop) =>
        (Model, ExecutionContext, Services, Logger, CancellationToken) = (model, executionContext, services, logger, stop);

    public DistributedApplicationModel Model { get; }
    public DistributedApplicationExecutionContext ExecutionContext { get; }
    public IServiceProvider Services { get; }
    public ILogger Logger { get; }
    public CancellationToken CancellationToken { get; }
}

/// <summary>What steps are made from.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public class PipelineStepFactoryContext
{
    public required IResource Resource { get; init; }
}

/// <summary>Steps that a resource brings.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public class PipelineStepAnnotation(Func<PipelineStepFactoryContext, IEnumerable<PipelineStep>> factory) : IResourceAnnotation
{
    internal IEnumerable<PipelineStep> CreateSteps(IResource resource) => factory(new() { Resource = resource });
}

/// <summary>Names of the steps that every application has.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public static class WellKnownPipelineSteps
{
    public const string Publish = "publish";
    public const string Deploy = "deploy";
    public const string Build = "build";
    public const string Push = "push";
    public const string Destroy = "destroy";
    public const string ValidateComputeEnvironments = "validate-compute-environments";
    public const string BeforeStart = "before-start";
}

/// <summary>Where steps write.</summary>
[Experimental("ASPIREPIPELINES004", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public interface IPipelineOutputService
{
    /// <summary>The folder of <c>--output-path</c>; aspire-output in the AppHost's without it. It may not exist.</summary>
    string GetOutputDirectory();
}

#pragma warning disable ASPIREPIPELINES004 // The implementation of what is experimental.
sealed class PipelineOutputService(IConfiguration configuration, string appHostDirectory) : IPipelineOutputService
{
    public string GetOutputDirectory() =>
        configuration["Pipeline:OutputPath"] is { } path ? Path.GetFullPath(path) : Path.Combine(appHostDirectory, "aspire-output");
}
