namespace Aspire.Hosting.Testing;

/// <summary>The builder of an AppHost, in the hands of a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Builds the application; the test starts and disposes it.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Starts AppHosts in tests: each endpoint gets a free port, there is no dashboard, and the logs of resources go to the
/// AppHost's log.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the AppHost whose assembly holds <typeparamref name="TEntryPoint"/> up to its Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>(args, static (_, _) => { }, cancellationToken);

    /// <summary>Runs the AppHost whose assembly holds <typeparamref name="TEntryPoint"/> up to its Build.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
    {
        var interceptor = new AppHostInterceptor(typeof(TEntryPoint).Assembly, args, configureBuilder);
        return new TestingBuilder(interceptor, await interceptor.CreateBuilderAsync(cancellationToken).ConfigureAwait(false));
    }

    sealed class TestingBuilder(AppHostInterceptor interceptor, DistributedApplicationBuilder builder) : IDistributedApplicationTestingBuilder
    {
        DistributedApplication? _application;

        public ConfigurationManager Configuration => builder.Configuration;
        public string AppHostDirectory => builder.AppHostDirectory;
        public IHostEnvironment Environment => builder.Environment;
        public IServiceCollection Services => builder.Services;
        public IDistributedApplicationEventing Eventing => builder.Eventing;
        public DistributedApplicationExecutionContext ExecutionContext => builder.ExecutionContext;
        public IResourceCollection Resources => builder.Resources;
        public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => builder.AddResource(resource);
        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => builder.CreateResourceBuilder(resource);
        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
            _application = await interceptor.BuildAsync(cancellationToken).ConfigureAwait(false);

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

        public async ValueTask DisposeAsync()
        {
            interceptor.Abandon();
            if (_application is not null)
            {
                await _application.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
