using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The whole system, started from the AppHost's own model on free ports with a data folder of its own.</summary>
public sealed class ApplicationFixture : IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    readonly TemporaryFolder _data = new();
    DistributedApplication? _application;

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    public ApiClient Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", "--Web=none", $"--Data={_data.Path}"], timeout.Token);
        _application = await builder.BuildAsync(timeout.Token);
        await _application.StartAsync(timeout.Token);
        await WaitUntilHealthyAsync(ResourceNames.Api, timeout.Token);
        await WaitUntilHealthyAsync(ResourceNames.Consumer, timeout.Token);
        Api = new ApiClient(_application.CreateHttpClient(ResourceNames.Api));
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
        _data.Dispose();
    }

    public Task WaitUntilHealthyAsync(string resource, CancellationToken stop) =>
        Application.ResourceNotifications.WaitForResourceHealthyAsync(resource, stop);
}
