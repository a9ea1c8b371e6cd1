using System.Collections.Immutable;
using System.ComponentModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The process of a resource from one start to the next.</summary>
#pragma warning disable CA1001 // What it would dispose holds no more than memory and may be in use up to the end.
sealed class ResourceProcess(
    IResource resource, DistributedApplicationExecutionContext context, IDistributedApplicationEventing eventing, ResourceNotificationService notifications,
    ResourceLoggerService logs, ProcessWatchdog watchdog, IServiceProvider services)
{
    readonly SemaphoreSlim _turn = new(1);
    CancellationTokenSource _starting = new();
    readonly ILogger _log = logs.GetLogger(resource);
    ManagedProcess? _process;
    Task _ended = Task.CompletedTask;

    public IResource Resource => resource;

    /// <summary>The reports of health checks that have not run yet.</summary>
    public static ImmutableArray<HealthReportSnapshot> PendingReports(IResource resource) =>
        [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))];

    /// <summary>Waits for what the resource waits for and starts it. A failure goes to its state and log.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_process is { Exited.IsCompleted: false })
            {
                return;
            }
            _starting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await notifications.PublishUpdateAsync(resource, state => state with
            {
                State = KnownResourceStates.Starting,
                HealthReports = PendingReports(resource),
                ReadyEvent = null,
                ExitCode = null,
            }).ConfigureAwait(false);
            await LaunchAsync(_starting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_starting.IsCancellationRequested)
        {
            await PublishEndAsync(KnownResourceStates.Finished, null).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.LogError("{Message}", e is DistributedApplicationException or Win32Exception ? e.Message : e.ToString());
            await PublishEndAsync(KnownResourceStates.FailedToStart, null).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the process, or the wait before its start; kills it after <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _starting.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_process is { Exited.IsCompleted: false } process)
            {
                await notifications.PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
                await process.StopAsync(grace).ConfigureAwait(false);
            }
            await _ended.ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    async Task LaunchAsync(CancellationToken stop)
    {
        await notifications.WaitForDependenciesAsync(resource, stop).ConfigureAwait(false);
        var plan = await ExecutionPlan.CreateAsync(resource, context, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        var process = _process = ManagedProcess.Start(
            plan.Program, plan.Arguments, plan.Folder, plan.Variables, watchdog, (line, isError) => logs.Add(resource.Name, line, isError));
        await notifications.PublishUpdateAsync(resource, state => state with
        {
            State = KnownResourceStates.Running,
            EnvironmentVariables = [.. plan.Variables.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
            Properties =
            [
                new("executable.path", plan.Program),
                new("executable.workDir", plan.Folder),
                new("executable.args", plan.Arguments),
                new("executable.pid", process.Id),
            ],
        }).ConfigureAwait(false);
        _ended = FollowAsync(process);
    }

    async Task FollowAsync(ManagedProcess process)
    {
        var exitCode = await process.Exited.ConfigureAwait(false);
        await PublishEndAsync(KnownResourceStates.Finished, exitCode).ConfigureAwait(false);
        process.Dispose();
    }

    async Task PublishEndAsync(string state, int? exitCode)
    {
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = state, ExitCode = exitCode }).ConfigureAwait(false);
        if (notifications.TryGetCurrentState(resource.Name, out var ended))
        {
            await eventing.PublishAsync(new ResourceStoppedEvent(resource, services, ended), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
