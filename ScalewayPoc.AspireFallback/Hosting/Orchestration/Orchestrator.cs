using System.Collections.Immutable;
using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the resources, each when what it waits for is ready, and stops them.</summary>
sealed class Orchestrator(
    DistributedApplicationModel model, DistributedApplicationExecutionContext context, IDistributedApplicationEventing eventing, IConfiguration configuration,
    ResourceNotificationService notifications, ResourceLoggerService logs, ProcessWatchdog watchdog, IServiceProvider services, ILogger<DistributedApplication> logger)
    : IHostedService, IDisposable
{
    // What a process may take to end in its own time, and what all of them may take, so that an AppHost stops within 10 s.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(7);
    readonly Dictionary<string, ResourceProcess> _processes = new(StringComparer.OrdinalIgnoreCase);
    readonly CancellationTokenSource _stopping = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        AllocateEndpoints(configuration.GetValue("DcpPublisher:RandomizePorts", false));
        foreach (var resource in model.Resources)
        {
            await PrepareAsync(resource, cancellationToken).ConfigureAwait(false);
        }
        logger.LogInformation("Distributed application starting.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await Task.WhenAll(_processes.Values.Select(process => process.StartAsync(stop.Token))).ConfigureAwait(false);
        logger.LogInformation("Distributed application started. Press Ctrl+C to shut down.");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        // Those that serve others end after those: a service can finish its work only while its database still answers.
        var left = _processes.Values.ToHashSet();
        while (left.Count > 0)
        {
            var needed = left.SelectMany(process => process.Resource.Annotations.OfType<WaitAnnotation>()).Select(wait => wait.Resource).ToHashSet();
            var next = left.Where(process => !needed.Contains(process.Resource)).DefaultIfEmpty(left.First()).ToArray();
            var grace = StopBudget - Stopwatch.GetElapsedTime(started);
            grace = grace > Grace ? Grace : grace < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : grace;
            await Task.WhenAll(next.Select(process => process.StopAsync(grace))).ConfigureAwait(false);
            left.ExceptWith(next);
        }
    }

    public void Dispose() => _stopping.Dispose();

    void AllocateEndpoints(bool randomize)
    {
        foreach (var endpoint in model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            var port = randomize && endpoint.IsProxied ? null : endpoint.Port ?? endpoint.TargetPort;
            endpoint.AllocatedEndpoint = new(endpoint, endpoint.TargetHost is "*" or "0.0.0.0" or "::" ? "localhost" : endpoint.TargetHost, port ?? PortAllocator.Next());
        }
    }

    async Task PrepareAsync(IResource resource, CancellationToken stop)
    {
        if (resource is ProjectResource or ExecutableResource or ContainerResource)
        {
            var process = new ResourceProcess(resource, context, eventing, notifications, logs, watchdog, services);
            _processes[resource.Name] = process;
            AddCommands(resource, process);
        }
        var endpoints = resource is IResourceWithEndpoints owner ? owner.GetEndpoints() : [];
        var urls = endpoints.Select(endpoint => new UrlSnapshot(endpoint.EndpointName, endpoint.Url, IsInternal: false)).ToImmutableArray();
        await notifications.PublishUpdateAsync(resource, state => state with { Urls = urls, HealthReports = ResourceProcess.PendingReports(resource) }).ConfigureAwait(false);
        if (_processes.ContainsKey(resource.Name))
        {
            await PublishConnectionStringAsync(resource, stop).ConfigureAwait(false);
        }
    }

    // Of the resource and of its parts, which have no process of their own.
    async Task PublishConnectionStringAsync(IResource resource, CancellationToken stop)
    {
        if (resource is IResourceWithConnectionString)
        {
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), stop).ConfigureAwait(false);
        }
        foreach (var part in model.Resources.OfType<IResourceWithParent>().Where(part => part.Parent == resource && part is not (ProjectResource or ExecutableResource or ContainerResource)))
        {
            await PublishConnectionStringAsync(part, stop).ConfigureAwait(false);
        }
    }

    static void AddCommands(IResource resource, ResourceProcess process)
    {
        Add(KnownResourceCommands.StartCommand, "started", process.StartAsync);
        Add(KnownResourceCommands.StopCommand, "stopped", _ => process.StopAsync(Grace));
        Add(KnownResourceCommands.RestartCommand, "restarted", async stop =>
        {
            await process.StopAsync(Grace).ConfigureAwait(false);
            await process.StartAsync(stop).ConfigureAwait(false);
        });

        void Add(string name, string past, Func<CancellationToken, Task> run) => resource.Annotations.Add(new ResourceCommandAnnotation(name, async (_, stop) =>
        {
            await run(stop).ConfigureAwait(false);
            return CommandResults.Success($"Successfully {past} '{resource.Name}'.");
        }));
    }
}
