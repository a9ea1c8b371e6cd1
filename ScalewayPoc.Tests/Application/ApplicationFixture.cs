using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The application of the AppHost, on free ports and with its own data folder.</summary>
public class ApplicationFixture : IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(4);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder _data = new();
    DistributedApplication? _application;

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    /// <summary>Folder of the data that the run keeps.</summary>
    public string DataPath => _data.Path;

    public ApiClient Api { get; private set; } = null!;

    /// <summary>Further options of the command line.</summary>
    protected virtual string[] Options => [];

    /// <summary>Changes the model before it is started.</summary>
    protected virtual void Change(IDistributedApplicationTestingBuilder builder)
    {
    }

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", "--Web=none", $"--Data={_data.Path}", .. Options], timeout.Token);
        builder.WithoutTelemetry();
        Change(builder);
        _application = await builder.BuildAsync(timeout.Token);
        await _application.StartAsync(timeout.Token);
        await WaitUntilHealthyAsync(ResourceNames.Api, timeout.Token);
        await WaitUntilHealthyAsync(ResourceNames.Consumer, timeout.Token);
        Api = new ApiClient(await _application.CreateHttpClient(ResourceNames.Api).WithTokenOfAsync(_application.GetEndpoint(ResourceNames.Issuer)));
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

    /// <summary>kill -9 of a resource's process.</summary>
    public async Task KillAsync(string resource)
    {
        Assert.True(Application.ResourceNotifications.TryGetCurrentState(resource, out var current), resource);
        var pid = Convert.ToInt32(
            current.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value, CultureInfo.InvariantCulture);
        Process.GetProcessById(pid).Kill(entireProcessTree: true);
        using var timeout = new CancellationTokenSource(Timeout);
        await Application.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, timeout.Token);
    }

    /// <summary>Runs a command of a resource; once started, it is healthy.</summary>
    public async Task RunCommandAsync(string resource, string command)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var result = await Application.ResourceCommands.ExecuteCommandAsync(resource, command, timeout.Token);
        Assert.True(result.Success, $"{command} {resource}: {result.Message}");
        if (command == KnownResourceCommands.StartCommand)
        {
            // The state of the process that was killed can still be reported after the command.
            await Application.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
        }
    }

    /// <summary>Runs a query that returns one row of numbers on the database of the event log.</summary>
    public async Task<long[]> QueryAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create((await Application.GetConnectionStringAsync(ResourceNames.Events))!);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)];
    }
}
