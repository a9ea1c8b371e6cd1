using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using ScalewayPoc.AppHost.Embedded;

namespace ScalewayPoc.AppHost.Web;

/// <summary>Runs the web application locally; on Scaleway it is files in a bucket.</summary>
public static class WebSiteExtensions
{
    /// <summary>What Vite asks for.</summary>
    static readonly Version OldestNode = new(20, 19);

    /// <summary>
    /// Adds the site at http://localhost:5173, with the API below <c>/api</c> of the same origin. <c>Web=dev</c> (the
    /// default) runs Vite's development server, <c>Web=edge</c> builds the site and serves it as Edge Services does,
    /// <c>Web=none</c> leaves it out. Without Node.js it is left out too, and everything else runs.
    /// </summary>
    /// <exception cref="StartupException">The option has an unknown value.</exception>
    public static IDistributedApplicationBuilder AddWebSite(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ProjectResource> api)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }
        api.WithEnvironment("Dashboard__Url", DashboardUrl(builder.Configuration));
        var choice = builder.Configuration["Web"]?.ToLowerInvariant() ?? "dev";
        if (choice is not ("dev" or "edge" or "none"))
        {
            throw new StartupException($"Web={choice} is not known. Say Web=dev, Web=edge or Web=none.");
        }
        if (choice == "none")
        {
            return builder;
        }
        if (NodeVersion() is not { } node || node < OldestNode)
        {
            Console.WriteLine($"Web: left out, since there is no Node.js {OldestNode} or later on PATH. Everything else runs.");
            return builder;
        }
        var folder = Path.GetFullPath("../web", builder.AppHostDirectory);
        var packages = builder.AddPackages($"{name}-packages", folder);
        var site = choice == "dev" ? builder.AddDevelopmentServer(name, folder, api) : builder.AddEdge(name, folder, api, packages);
        if (packages is not null)
        {
            site.WaitForCompletion(packages);
        }
        site.WithHttpHealthCheck("/")
            .WithUrlForEndpoint("http", endpoint => new() { Url = "/", DisplayText = "Web site", Endpoint = endpoint })
            .ExcludeFromManifest();
        return builder;
    }

    /// <summary>Installs the packages where they are not, or not those of the lock file.</summary>
    static IResourceBuilder<ExecutableResource>? AddPackages(this IDistributedApplicationBuilder builder, string name, string folder) =>
        NodePackages.AreInstalled(folder) ? null : builder.AddExecutable(name, NodePackages.Npm, folder, "ci").ExcludeFromManifest();

    /// <summary>Vite without npm around it, so that whoever ends it ends all of it.</summary>
    static IResourceBuilder<ExecutableResource> AddDevelopmentServer(
        this IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<ProjectResource> api) => builder
        .AddExecutable(name, "node", folder, Path.Combine("node_modules", "vite", "bin", "vite.js"))
        .WithHttpEndpoint(port: Port, env: "PORT")
        .WithEnvironment("API_URL", api.GetEndpoint("http"));

    static IResourceBuilder<ExecutableResource> AddEdge(
        this IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ExecutableResource>? packages)
    {
        var build = builder.AddExecutable($"{name}-build", NodePackages.Npm, folder, "run", "build").ExcludeFromManifest();
        if (packages is not null)
        {
            build.WaitForCompletion(packages);
        }
        var edge = builder.AddEmulator(name, "edge").WithHttpEndpoint(port: Port).WaitForCompletion(build);
        return edge.WithArgs(
            "--port", edge.GetEndpoint("http").Property(EndpointProperty.TargetPort),
            "--site", Path.Combine(folder, "dist"),
            "--api", api.GetEndpoint("http"));
    }

    const int Port = 5173;

    /// <summary>The first address of the dashboard: where the site's links to traces lead.</summary>
    static string? DashboardUrl(ConfigurationManager configuration) =>
        configuration["ASPNETCORE_URLS"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.TrimEnd('/');

    static Version? NodeVersion()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            return Version.TryParse(process.StandardOutput.ReadToEnd().Trim().TrimStart('v'), out var version) ? version : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
