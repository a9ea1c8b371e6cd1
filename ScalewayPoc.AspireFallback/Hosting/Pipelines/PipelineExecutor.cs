using Aspire.Hosting.Publishing;

#pragma warning disable ASPIREPIPELINES001 // The implementation of what is experimental.

namespace Aspire.Hosting.Pipelines;

/// <summary>Runs pipeline steps one after the other, each after those it depends on.</summary>
sealed class PipelineExecutor(
    DistributedApplicationModel model, DistributedApplicationExecutionContext context, IDistributedApplicationEventing eventing, IConfiguration configuration,
    IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<PipelineExecutor> logger) : BackgroundService
{
    static readonly string[] WellKnown =
    [
        WellKnownPipelineSteps.Publish, WellKnownPipelineSteps.Build, WellKnownPipelineSteps.Push, WellKnownPipelineSteps.Deploy,
        WellKnownPipelineSteps.Destroy, WellKnownPipelineSteps.ValidateComputeEnvironments, WellKnownPipelineSteps.BeforeStart,
    ];

    /// <summary>Runs a step and all that it depends on; all steps for null.</summary>
    /// <exception cref="DistributedApplicationException">There is no such step, or one fails.</exception>
    public async Task RunAsync(string? target, CancellationToken stop)
    {
        foreach (var step in Order(Collect(), target))
        {
            try
            {
                await step.Action(new(model, context, services, logger, stop)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new DistributedApplicationException($"Step '{step.Name}' failed: {e.Message}", e);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!context.IsPublishMode)
        {
            return;
        }
        // Off the thread that starts the host, or a step that blocks would keep it from starting.
        await Task.Yield();
        try
        {
            await eventing.PublishAsync(new BeforePublishEvent(services, model), stoppingToken).ConfigureAwait(false);
            await RunAsync(configuration["Pipeline:Step"], stoppingToken).ConfigureAwait(false);
            await eventing.PublishAsync(new AfterPublishEvent(services, model), stoppingToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException e)
        {
            logger.LogError("{Message}", e.Message);
            Environment.ExitCode = 1;
        }
        lifetime.StopApplication();
    }

    Dictionary<string, PipelineStep> Collect()
    {
        var steps = WellKnown.ToDictionary(name => name, name => new PipelineStep { Name = name, Action = static _ => Task.CompletedTask });
        var brought = model.Resources.SelectMany(resource => resource.Annotations.OfType<PipelineStepAnnotation>().SelectMany(annotation => annotation.CreateSteps(resource)));
        foreach (var step in brought)
        {
            if (!steps.TryAdd(step.Name, step))
            {
                throw new DistributedApplicationException($"Duplicate step name: '{step.Name}'.");
            }
        }
        foreach (var step in steps.Values)
        {
            foreach (var after in step.RequiredBySteps)
            {
                Find(steps, after).DependsOnSteps.Add(step.Name);
            }
        }
        return steps;
    }

    static List<PipelineStep> Order(Dictionary<string, PipelineStep> steps, string? target)
    {
        var order = new List<PipelineStep>();
        var path = new HashSet<string>();
        foreach (var step in target is null ? [.. steps.Values] : new[] { Find(steps, target) })
        {
            Visit(step);
        }
        return order;

        void Visit(PipelineStep step)
        {
            if (order.Contains(step))
            {
                return;
            }
            if (!path.Add(step.Name))
            {
                throw new DistributedApplicationException($"Circular dependency of steps: {string.Join(" -> ", path)} -> {step.Name}.");
            }
            step.DependsOnSteps.ForEach(name => Visit(Find(steps, name)));
            path.Remove(step.Name);
            order.Add(step);
        }
    }

    static PipelineStep Find(Dictionary<string, PipelineStep> steps, string name) => steps.TryGetValue(name, out var step) ? step
        : throw new DistributedApplicationException($"Step '{name}' not found in pipeline. Available steps: {string.Join(", ", steps.Keys.Select(known => $"'{known}'"))}");
}
