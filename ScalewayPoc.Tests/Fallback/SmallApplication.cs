using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Fallback;

/// <summary>
/// The AppHost with its resources taken out and a few small programs in their place: what the orchestrator does to
/// programs shows without servers. The same under Aspire and under the fallback.
/// </summary>
sealed class SmallApplication : IAsyncDisposable
{
    readonly TemporaryFolder _data = new();
    DistributedApplication? _application;

    SmallApplication(CancellationToken stop) => Stop = stop;

    public IDistributedApplicationTestingBuilder Builder { get; private set; } = null!;

    public ResourceNotificationService Notifications => _application!.ResourceNotifications;

    public ResourceCommandService Commands => _application!.ResourceCommands;

    /// <summary>Folder for what the programs write.</summary>
    public string Folder => _data.Path;

    public CancellationToken Stop { get; }

    public static async Task<SmallApplication> CreateAsync()
    {
        var small = new SmallApplication(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        small.Builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", $"--Data={Path.Combine(small.Folder, "data")}"], small.Stop);
        small.Builder.Resources.Clear();
        return small;
    }

    /// <summary>Adds a shell script as a program.</summary>
    public IResourceBuilder<ExecutableResource> AddScript(string name, string script) => Builder.AddExecutable(name, "/bin/sh", Folder, "-c", script);

    public async Task StartAsync()
    {
        _application = await Builder.BuildAsync(Stop);
        await _application.StartAsync(Stop);
    }

    public async Task StopAsync() => await _application!.StopAsync(Stop);

    public async Task<CustomResourceSnapshot> WaitForAsync(string resource, string state) =>
        (await Notifications.WaitForResourceAsync(resource, change => change.Snapshot.State?.Text == state, Stop)).Snapshot;

    public async Task<string> EndpointAsync(string resource) =>
        (await WaitForAsync(resource, KnownResourceStates.Running)).Urls.First().Url;

    /// <summary>Waits until a text is in the log of a resource, and gives the log up to there.</summary>
    /// <exception cref="TimeoutException">It has not come.</exception>
    public async Task<string> LogAsync(string resource, string until)
    {
        var text = "";
        try
        {
            await foreach (var lines in _application!.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(Builder.Resources.Single(known => known.Name == resource)).WithCancellation(Stop))
            {
                text += string.Concat(lines.Select(line => line.Content + "\n"));
                if (text.Contains(until, StringComparison.Ordinal))
                {
                    return text;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what has come instead.
        }
        throw new TimeoutException($"'{until}' is not in the log of {resource}:\n{text}");
    }

    public static int ProcessId(CustomResourceSnapshot snapshot) =>
        Convert.ToInt32(snapshot.Properties.Single(property => property.Name == "executable.pid").Value, CultureInfo.InvariantCulture);

    public static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
        await Builder.DisposeAsync();
        _data.Dispose();
    }
}
