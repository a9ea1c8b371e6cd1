using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs the entry point of an AppHost for a test: hands out its builder, holds it until the test builds, and lets it wait
/// while the test drives the application.
/// </summary>
sealed class AppHostInterceptor(Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
{
    static readonly AsyncLocal<AppHostInterceptor?> Ambient = new();
    readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static AppHostInterceptor? Current => Ambient.Value;

    public async Task<DistributedApplicationBuilder> CreateBuilderAsync(CancellationToken stop)
    {
        // A thread of its own: entry points may block.
        _ = Task.Factory.StartNew(RunEntryPoint, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await _builder.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    public async Task<DistributedApplication> BuildAsync(CancellationToken stop)
    {
        _mayBuild.TrySetResult();
        return await _application.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Ends an entry point whose application the test has not built.</summary>
    public void Abandon() => _mayBuild.TrySetCanceled();

    public void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        settings.Args = options.Args = [.. settings.Args ?? [], .. args];
        settings.ApplicationName = options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        var folder = appHost.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "apphostprojectpath")?.Value;
        settings.ContentRootPath = Directory.Exists(folder) ? folder : AppContext.BaseDirectory;
        settings.Configuration = new();
        var defaults = new Dictionary<string, string?>
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["ASPNETCORE_URLS"] = "http://localhost:8080",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317",
        };
        var profile = LaunchProfile.Read(settings.ContentRootPath, null);
        foreach (var (name, value) in profile?.EnvironmentVariables ?? [])
        {
            defaults.TryAdd(name, value);
            defaults.TryAdd(name.Replace("DOTNET_", "", StringComparison.Ordinal).Replace("ASPNETCORE_", "", StringComparison.Ordinal), value);
        }
        settings.Configuration.AddInMemoryCollection(defaults);
        configure(options, settings);
    }

    public void WaitForBuild(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _application.TrySetResult(application);

    void RunEntryPoint()
    {
        Ambient.Value = this;
        Exception failure = new InvalidOperationException($"The entry point of {appHost.GetName().Name} ended without building an application.");
        try
        {
            var entryPoint = appHost.EntryPoint ?? throw new InvalidOperationException($"Assembly {appHost.GetName().Name} does not have an entry point.");
            var result = entryPoint.Invoke(null, entryPoint.GetParameters().Length == 0 ? null : [args]);
            (result as Task)?.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            failure = (e as TargetInvocationException)?.InnerException ?? e;
        }
        _builder.TrySetException(failure);
        _application.TrySetException(failure);
    }
}
