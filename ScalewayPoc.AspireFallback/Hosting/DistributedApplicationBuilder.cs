using System.Reflection;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting;

/// <summary>Collects the resources of an application and builds it.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    static readonly Dictionary<string, string> Switches = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--step"] = "Pipeline:Step",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--yes"] = "Pipeline:SkipConfirmation",
    };

    readonly HostApplicationBuilder _host;
    readonly AppHostInterceptor? _interceptor = AppHostInterceptor.Current;

    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _interceptor?.Configure(options, settings);
        var appHost = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        _host = new(settings);
        _host.Configuration.AddCommandLine(settings.Args ?? [], Switches);
        AppHostDirectory = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "apphostprojectpath")?.Value
            ?? _host.Environment.ContentRootPath;
        ExecutionContext = new(ReadOperation());
        AddServices(options);
    }

    public ConfigurationManager Configuration => _host.Configuration;
    public string AppHostDirectory { get; }
    public IHostEnvironment Environment => _host.Environment;
    public IServiceCollection Services => _host.Services;
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();
    public DistributedApplicationExecutionContext ExecutionContext { get; }
    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because a resource of that name already exists.");
        }
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new DistributedApplicationResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _interceptor?.WaitForBuild(this);
        var application = new DistributedApplication(_host.Build()) { DrivenByTest = _interceptor is not null };
        ExecutionContext.Services = application.Services;
        _interceptor?.Built(application);
        return application;
    }

    DistributedApplicationOperation ReadOperation() => Configuration["AppHost:Operation"]?.ToLowerInvariant() switch
    {
        null or "run" => DistributedApplicationOperation.Run,
        "publish" => DistributedApplicationOperation.Publish,
        _ => throw new DistributedApplicationException("Invalid operation specified. Valid operations are 'publish' or 'run'."),
    };

    void AddServices(DistributedApplicationOptions options)
    {
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddConfiguration(Configuration.GetSection("Logging"));
        Services.AddSingleton(options).AddSingleton(ExecutionContext).AddSingleton(Eventing).AddSingleton(Resources)
            .AddSingleton<DistributedApplicationModel>()
            .AddSingleton<ResourceLoggerService>()
            .AddSingleton(services => new ResourceNotificationService(
                services.GetRequiredService<DistributedApplicationModel>(), services.GetRequiredService<ResourceLoggerService>(), options))
            .AddSingleton(services => new ResourceCommandService(services.GetRequiredService<ResourceNotificationService>(), services))
            .AddHealthChecks();
#pragma warning disable ASPIREPIPELINES004 // The implementation of what is experimental.
        Services.AddSingleton<PipelineExecutor>().AddHostedService(services => services.GetRequiredService<PipelineExecutor>())
            .AddSingleton<IPipelineOutputService>(new PipelineOutputService(Configuration, AppHostDirectory));
#pragma warning restore ASPIREPIPELINES004
        if (ExecutionContext.IsRunMode)
        {
            Services.AddHttpClient();
            Services.AddSingleton<ProcessWatchdog>().AddSingleton<DashboardService>().AddSingleton<Orchestrator>()
                .AddHostedService<ResourceLogForwarder>()
                .AddHostedService(services => services.GetRequiredService<DashboardService>())
                .AddHostedService<HealthMonitor>()
                .AddHostedService(services => services.GetRequiredService<Orchestrator>());
        }
    }
}
