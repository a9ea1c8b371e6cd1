using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>A step on the way to a deployment.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public class PipelineStep
{
    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Does it.</summary>
    public required Func<PipelineStepContext, Task> Action { get; init; }

    /// <summary>Steps that come before.</summary>
    public List<string> DependsOnSteps { get; init; } = [];

    /// <summary>Steps that come after, and do not come without this one.</summary>
    public List<string> RequiredBySteps { get; init; } = [];

    /// <summary>Comes after a step.</summary>
    public void DependsOn(string stepName) => DependsOnSteps.Add(stepName);

    /// <summary>Comes after a step.</summary>
    public void DependsOn(PipelineStep step) => DependsOnSteps.Add(step.Name);

    /// <summary>Comes before a step.</summary>
    public void RequiredBy(string stepName) => RequiredBySteps.Add(stepName);
}

/// <summary>What a step works on.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public sealed class PipelineStepContext
{
    /// <summary>The application.</summary>
    public required DistributedApplicationModel Model { get; init; }

    /// <summary>Run or publish.</summary>
    public required DistributedApplicationExecutionContext ExecutionContext { get; init; }

    /// <summary>Services of the AppHost.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Cancels the step.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>What to tell when all steps are done.</summary>
    public PipelineSummary Summary { get; init; } = new();
}

/// <summary>What to tell when all steps are done.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public sealed class PipelineSummary
{
    internal List<(string Key, string Value)> Items { get; } = [];

    /// <summary>Adds a fact.</summary>
    public void Add(string key, string value) => Items.Add((key, value));
}

/// <summary>What steps are made from.</summary>
[Experimental("ASPIREPIPELINES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public class PipelineStepFactoryContext
{
    /// <summary>The resource that brings the steps.</summary>
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
    /// <summary>Writes everything down.</summary>
    public const string Publish = "publish";

    /// <summary>Deploys everything.</summary>
    public const string Deploy = "deploy";

    /// <summary>Builds all images.</summary>
    public const string Build = "build";

    /// <summary>Pushes all images.</summary>
    public const string Push = "push";

    /// <summary>Deletes what was deployed.</summary>
    public const string Destroy = "destroy";

    /// <summary>Checks where the parts are to run.</summary>
    public const string ValidateComputeEnvironments = "validate-compute-environments";

    /// <summary>Completes the model; at every start, of a run too.</summary>
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
