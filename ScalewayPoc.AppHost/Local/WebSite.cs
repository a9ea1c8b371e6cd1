using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Local;

/// <summary>Runs the web application on this machine; on Scaleway it is files in a bucket.</summary>
public static class WebSiteExtensions
{
    const int Port = 5173;

    /// <summary>Required by Vite.</summary>
    static readonly Version MinNodeVersion = new(20, 19);

    /// <summary>
    /// Adds the site at http://localhost:5173, with the API below <c>/api</c> of the same origin. <c>Web=edge</c> (default)
    /// builds the site and serves it as Edge Services does, <c>Web=dev</c> runs Vite's development server, for editing it;
    /// <c>Web=none</c> omits it. Without Node.js it is omitted too.
    /// </summary>
    /// <exception cref="StartupException">The option has an unknown value.</exception>
    public static IDistributedApplicationBuilder AddWebSite(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string folder, IResourceBuilder<ProjectResource> api,
        TokenIssuer issuer)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }
        api.WithEnvironment("Dashboard__Url", DashboardUrl(builder.Configuration));
        var mode = builder.Configuration["Web"]?.ToLowerInvariant() ?? "edge";
        if (mode is not ("edge" or "dev" or "none"))
        {
            throw new StartupException($"Web={mode} is unknown. Use Web=edge, Web=dev or Web=none.");
        }
        if (mode == "none")
        {
            return builder;
        }
        if (NodeVersion() is not { } version || version < MinNodeVersion)
        {
            Console.WriteLine($"Web: omitted, because Node.js {MinNodeVersion} or later is not on PATH. Everything else runs.");
            return builder;
        }
        folder = Path.GetFullPath(folder, builder.AppHostDirectory);
        var site = mode == "dev" ? builder.AddDevelopmentServer(name, folder, api) : builder.AddEdge(name, folder, api);
        issuer.Configure(site);
        site.WithHttpHealthCheck("/")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Web application")
            .WithIconName("Globe")
            .ExcludeFromManifest();
        var isBuilt = mode == "edge" && IsBuilt(folder);
        var packages = isBuilt || AreInstalled(folder) ? null : builder.AddNpm($"{name}-packages", folder, site, "ci");
        if (mode == "edge" && !isBuilt)
        {
            var build = builder.AddNpm($"{name}-build", folder, site, "run", "build");
            if (packages is not null)
            {
                build.WaitForCompletion(packages);
            }
        }
        return builder;
    }

    /// <summary>Vite without an npm process around it: a signal to the process then stops all of it.</summary>
    static IResourceBuilder<ExecutableResource> AddDevelopmentServer(
        this IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<ProjectResource> api) => builder
        .AddExecutable(name, "node", folder, Path.Combine("node_modules", "vite", "bin", "vite.js"))
        .WithHttpEndpoint(port: Port, env: "PORT")
        .WithEnvironment("API_URL", api.GetEndpoint("http"));

    static IResourceBuilder<ExecutableResource> AddEdge(
        this IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<ProjectResource> api)
    {
        var edge = builder.AddEmulator(name, "edge").WithHttpEndpoint(port: Port);
        return edge.WithArgs(
            "--port", edge.GetEndpoint("http").Property(EndpointProperty.TargetPort),
            "--site", Path.Combine(folder, "dist"),
            "--api", api.GetEndpoint("http"));
    }

    /// <summary>Adds an npm command that the site waits for; the dashboard hides it when it has succeeded.</summary>
    static IResourceBuilder<ExecutableResource> AddNpm(
        this IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<ExecutableResource> site, params string[] arguments)
    {
        var npm = builder.AddExecutable(name, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, arguments)
            .WithParentRelationship(site)
            .WithIconName("BoxToolbox")
            .WithHiddenOnCompletion(0)
            .ExcludeFromManifest();
        site.WaitForCompletion(npm);
        return npm;
    }

    /// <summary>Whether the packages of the lock file are installed.</summary>
    internal static bool AreInstalled(string folder) => IsNewer(Path.Combine(folder, "node_modules", ".package-lock.json"), Path.Combine(folder, "package-lock.json"));

    /// <summary>Whether the built site is newer than each file that it is built from.</summary>
    static bool IsBuilt(string folder) => new DirectoryInfo(folder).EnumerateDirectories()
        .Where(source => source.Name is not ("node_modules" or "dist"))
        .SelectMany(source => source.EnumerateFiles("*", SearchOption.AllDirectories))
        .Concat(new DirectoryInfo(folder).EnumerateFiles())
        .Append(new FileInfo(Path.Combine(folder, "..", "ScalewayPoc.Api", "openapi.json")))
        .All(source => IsNewer(Path.Combine(folder, "dist", "index.html"), source.FullName));

    static bool IsNewer(string file, string than) => File.Exists(file) && File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(than);

    /// <summary>The first address of the dashboard, for the site's links to traces.</summary>
    static string? DashboardUrl(ConfigurationManager configuration) =>
        configuration["ASPNETCORE_URLS"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.TrimEnd('/');

    static Version? NodeVersion() =>
        Version.TryParse(LocalProgram.Run("node", TimeSpan.FromSeconds(5), "--version")?.Trim().TrimStart('v'), out var version) ? version : null;
}
