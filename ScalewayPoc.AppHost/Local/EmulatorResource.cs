using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Local;

/// <summary>A server of ScalewayPoc.Emulators in a process of its own.</summary>
/// <param name="name">Name of the resource.</param>
public abstract class EmulatorResource([ResourceName] string name)
    : ExecutableResource(name, "dotnet", AppContext.BaseDirectory), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>The endpoint of the server.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);

    /// <inheritdoc/>
    public abstract ReferenceExpression ConnectionStringExpression { get; }
}

static class EmulatorResourceExtensions
{
    /// <summary>The build copies ScalewayPoc.Emulators beside the AppHost.</summary>
    static string[] Arguments(string command) => ["exec", Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Emulators.dll"), command];

    /// <summary>
    /// Adds an emulator with <c>--port</c>, <c>--data</c> and the <paramref name="arguments"/> that are added when it starts.
    /// </summary>
    public static IResourceBuilder<T> AddEmulator<T>(
        this IDistributedApplicationBuilder builder, T resource, string command, string dataFolder, string scheme,
        Action<IList<object>>? arguments = null)
        where T : EmulatorResource => builder.AddResource(resource)
            .WithEndpoint(name: EmulatorResource.EndpointName, scheme: scheme)
            .WithArgs(Arguments(command))
            .WithArgs("--port", resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort), "--data", dataFolder)
            .WithArgs(context => arguments?.Invoke(context.Args))
            .WithStateForChildren()
            .ExcludeFromManifest();

    /// <summary>Adds an emulator that has neither data nor a connection string.</summary>
    public static IResourceBuilder<ExecutableResource> AddEmulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string command) =>
        builder.AddExecutable(name, "dotnet", AppContext.BaseDirectory, Arguments(command)).ExcludeFromManifest();

    /// <summary>Adds a health check that needs the connection string, which is known when the ports are allocated.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(
        this IResourceBuilder<T> resource, Action<IHealthChecksBuilder, string, Func<IServiceProvider, string>> add)
        where T : IResourceWithConnectionString
    {
        string? connectionString = null;
        var key = $"{resource.Resource.Name}_check";
        add(resource.ApplicationBuilder.Services.AddHealthChecks(), key, _ => connectionString
            ?? throw new InvalidOperationException($"The connection string of {resource.Resource.Name} is not available yet."));
        return resource
            .OnConnectionStringAvailable(async (r, _, cancellation) => connectionString = await r.GetConnectionStringAsync(cancellation))
            .WithHealthCheck(key);
    }

    /// <summary>
    /// Gives the databases and queues of an emulator its state. Aspire does so only for the children of containers; without a
    /// state a child has no health and nothing can wait for it.
    /// </summary>
    static IResourceBuilder<T> WithStateForChildren<T>(this IResourceBuilder<T> emulator)
        where T : EmulatorResource => emulator
            .OnResourceReady((parent, ready, _) => PublishAsync(parent, ready.Services, KnownResourceStates.Running))
            .OnResourceStopped((parent, stopped, _) => PublishAsync(parent, stopped.Services, KnownResourceStates.Finished));

    static async Task PublishAsync(EmulatorResource parent, IServiceProvider services, string state)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        foreach (var child in services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            if (child is IResourceWithParent { Parent: var owner } && owner == parent)
            {
                await notifications.PublishUpdateAsync(child, snapshot => snapshot with { State = state });
            }
        }
    }
}
