using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>States of the resources, and waiting for them.</summary>
public class ResourceNotificationService
{
    readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    readonly List<Channel<ResourceEvent>> _watchers = [];
    readonly DistributedApplicationModel _model;
    readonly ResourceLoggerService _logs;
    readonly WaitBehavior _defaultWaitBehavior;

    // As Aspire: with a dashboard a failed resource can be started again from there, so it is worth waiting.
    internal ResourceNotificationService(DistributedApplicationModel model, ResourceLoggerService logs, DistributedApplicationOptions options) =>
        (_model, _logs, _defaultWaitBehavior) = (model, logs, options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable);

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_current)
        {
            var before = _current.TryGetValue(resource.Name, out var known) ? known.Snapshot : InitialSnapshot(resource);
            var change = _current[resource.Name] = new(resource, resource.Name, stateFactory(before));
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(change));
        }
        return Task.CompletedTask;
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_current)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>The present state of all resources, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watcher = Channel.CreateUnbounded<ResourceEvent>(new() { SingleReader = true });
        lock (_current)
        {
            foreach (var known in _current.Values)
            {
                watcher.Writer.TryWrite(known);
            }
            _watchers.Add(watcher);
        }
        try
        {
            await foreach (var change in watcher.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_current)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    /// <summary>Waits until a resource is in one of several states, and tells which.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => targetStates.Contains(change.Snapshot.State?.Text, StringComparer.OrdinalIgnoreCase), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until a resource is as <paramref name="predicate"/> wants it.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
            {
                return change;
            }
        }
        throw new OperationCanceledException($"Stopped waiting for resource '{resourceName}'.");
    }

    /// <summary>Waits until a resource is healthy and the handlers of its ready event are done.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is healthy and the handlers of its ready event are done.</summary>
    /// <exception cref="DistributedApplicationException">The resource has ended, or there is none of that name.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        if (!_model.Resources.Any(resource => string.Equals(resource.Name, resourceName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it does not exist in the application model.");
        }
        var change = await WaitForResourceAsync(resourceName, change =>
            (change.Snapshot.HealthStatus == HealthStatus.Healthy && change.Snapshot.ReadyEvent is not null) || GivesUp(waitBehavior, change), cancellationToken)
            .ConfigureAwait(false);
        if (change.Snapshot.HealthStatus != HealthStatus.Healthy)
        {
            throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start.");
        }
        await change.Snapshot.ReadyEvent!.WaitAsync(cancellationToken).ConfigureAwait(false);
        return change;
    }

    /// <summary>Waits for what the resource is to wait for.</summary>
    /// <exception cref="DistributedApplicationException">Something of it has ended instead.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        if (waits.Length > 0)
        {
            await PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.Waiting }).ConfigureAwait(false);
            await Task.WhenAll(waits.Select(wait => WaitAsync(resource, wait, cancellationToken))).ConfigureAwait(false);
        }
    }

    async Task WaitAsync(IResource resource, WaitAnnotation wait, CancellationToken stop)
    {
        var name = wait.Resource.Name;
        var log = _logs.GetLogger(resource);
        log.LogInformation("Waiting for resource '{Resource}' to {Condition}.", name, wait.WaitType == WaitType.WaitForCompletion ? "complete" : "become healthy");
        var change = await WaitForResourceAsync(name, change => GivesUp(_defaultWaitBehavior, change) || wait.WaitType switch
        {
            WaitType.WaitForCompletion => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text),
            _ => change.Snapshot.HealthStatus == HealthStatus.Healthy && change.Snapshot.ReadyEvent is not null,
        }, stop).ConfigureAwait(false);

        var (state, exitCode) = (change.Snapshot.State!.Text, change.Snapshot.ExitCode);
        var why = state == KnownResourceStates.FailedToStart ? "it failed to start"
            : wait.WaitType == WaitType.WaitForCompletion
                ? exitCode is null || exitCode == wait.ExitCode ? null : $"it entered the '{state}' state with exit code '{exitCode}', expected '{wait.ExitCode}'"
            : state == KnownResourceStates.Running ? null : $"it entered the '{state}' state prematurely";
        if (why is not null)
        {
            throw new DistributedApplicationException($"Resource '{resource.Name}' stopped waiting for dependency resource '{name}' because {why}.");
        }
        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await change.Snapshot.ReadyEvent!.WaitAsync(stop).ConfigureAwait(false);
        }
        log.LogInformation("Finished waiting for resource '{Resource}'.", name);
    }

    static bool GivesUp(WaitBehavior behavior, ResourceEvent change) =>
        behavior == WaitBehavior.StopOnResourceUnavailable &&
        (KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) || change.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy);

    static CustomResourceSnapshot InitialSnapshot(IResource resource) =>
        new()
        {
            ResourceType = resource switch
            {
                ProjectResource => "Project",
                ExecutableResource => "Executable",
                ContainerResource => "Container",
                _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
            },
            Properties = [],
        };
}
