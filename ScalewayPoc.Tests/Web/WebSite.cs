using Microsoft.Playwright;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Web;

/// <summary>The whole system with its site, and a browser. Without Node.js or a browser its tests are skipped with the reason.</summary>
public abstract class WebSite(string mode) : IAsyncLifetime
{
    /// <summary>From a clean clone the packages are installed and the site is built first.</summary>
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    static readonly string[] Browsers = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    readonly TemporaryFolder _data = new();
    DistributedApplication? _application;
    IPlaywright? _playwright;
    IBrowser? _browser;

    /// <summary>Why the tests are skipped; null where they run.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The site.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The API, through the site's origin.</summary>
    public ApiClient Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!Programs(["node"]).Any())
        {
            Obstacle = "There is no Node.js on PATH.";
        }
        else if (!Programs(Browsers).Any())
        {
            Obstacle = $"There is no browser on PATH ({string.Join(", ", Browsers)}).";
        }
        else
        {
            await WebFolder.UseAsync(async () =>
            {
                using var timeout = new CancellationTokenSource(StartTimeout);
                await StartAsync(timeout.Token);
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
        _data.Dispose();
    }

    /// <summary>Sends a message to one of the queues, without the API.</summary>
    public async Task PutIntoQueueAsync(string name, string body)
    {
        var queue = SqsQueue.Connect((await _application!.GetConnectionStringAsync(name))!);
        using var client = queue.Client;
        await client.SendMessageAsync(queue.Url, body);
    }

    /// <summary>Stops a resource, or starts it again.</summary>
    public async Task RunCommandAsync(string resource, string command)
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var result = await _application!.ResourceCommands.ExecuteCommandAsync(resource, command, timeout.Token);
        Assert.True(result.Success, $"{command} {resource}: {result.Message}");
    }

    /// <summary>Opens a browser context without cookies or storage.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="user">Signs in as this user when a page is opened; with <see langword="null"/>, the test does it.</param>
    public async Task<Visit> VisitAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, string? user = "admin")
    {
        Skip.If(Obstacle is not null, Obstacle);
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Http.BaseAddress!.ToString(),
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
        });
        var visit = await Visit.StartAsync(context);
        if (user is not null)
        {
            await visit.SignInAsAsync(user);
        }
        return visit;
    }

    async Task StartAsync(CancellationToken stop)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", $"--Web={mode}", $"--Data={_data.Path}"], stop);
        builder.WithoutTelemetry();
        _application = await builder.BuildAsync(stop);
        await _application.StartAsync(stop);
        foreach (var resource in new[] { ResourceNames.Api, ResourceNames.Consumer, ResourceNames.Web })
        {
            await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, stop);
        }
        Http = await _application.CreateHttpClient(ResourceNames.Web).WithTokenOfAsync(_application.GetEndpoint(ResourceNames.Issuer));
        Api = new ApiClient(Http);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Programs(Browsers).First(),
            // No requests to the vendor; works as root in a container.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    static IEnumerable<string> Programs(string[] names) =>
        from name in names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        let file = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)
        where File.Exists(file)
        select file;
}

/// <summary>The site as it is developed.</summary>
public sealed class DevelopmentSite() : WebSite("dev");

/// <summary>The site as it is deployed: built, in a bucket, behind one origin with the API.</summary>
public sealed class BuiltSite() : WebSite("edge");
