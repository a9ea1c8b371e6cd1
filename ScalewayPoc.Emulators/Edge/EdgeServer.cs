using System.Net;
using System.Text.Json.Nodes;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Edge;

/// <summary>
/// The route stage of Edge Services with its two backends: <c>/api/*</c> goes to the API, everything else to a bucket in
/// website mode. What it does not have is the WAF stage, which is the OWASP core rule set on an engine that no kept
/// .NET library offers; rules of our own would promise what the real ones do not keep.
/// </summary>
public sealed class EdgeServer : IAsyncDisposable
{
    readonly WebApplication _app;

    EdgeServer(WebApplication app)
    {
        _app = app;
        Endpoint = new Uri(app.Urls.Single());
    }

    public Uri Endpoint { get; }

    /// <exception cref="EmulatorException">The port is taken, or there is no site.</exception>
    public static async Task<EdgeServer> StartAsync(
        IPAddress host, int port, DirectoryInfo site, Uri api, CancellationToken cancellation = default)
    {
        if (!File.Exists(Path.Combine(site.FullName, WebsiteBucket.IndexDocument)))
            throw new EmulatorException($"There is no {WebsiteBucket.IndexDocument} in {site.FullName}: build the site first (npm run build).");
        var builder = LocalServer.CreateBuilder(host, port);
        // An API that is not running is an answer (502), not a stack trace per request.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.MapForwarder("/api/{**path}", api.ToString());
        var config = SiteConfig(api);
        app.MapGet("/config.json", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-cache";
            return context.Response.WriteAsync(config, context.RequestAborted);
        }));
        app.MapWhen(context => context.GetEndpoint() is null, bucket => bucket.UseWebsiteBucket(site));
        try
        {
            await LocalServer.StartAsync(app, host, port, cancellation);
            return new EdgeServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The object that the deployment writes beside the site; the variable <c>ISSUER</c> has the issuer's URL. Here it has the API's address too.</summary>
    static string SiteConfig(Uri api)
    {
        var config = new JsonObject { ["api"] = api.ToString().TrimEnd('/') };
        if (Environment.GetEnvironmentVariable("ISSUER") is { Length: > 0 } issuer)
        {
            config["issuer"] = issuer;
            config["clientId"] = "web";
            config["scope"] = "openid offline_access read write admin";
        }
        return config.ToJsonString();
    }
}
