using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>
/// The fixed local addresses: <c>Ports:RESOURCE</c> moves one, and one that is taken is reported before anything starts.
/// </summary>
static class LocalPorts
{
    public static void Guard(IDistributedApplicationBuilder builder) => builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
    {
        // Tests give every endpoint a free port of its own.
        if (!builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false))
        {
            try
            {
                Check(started.Model, builder.Configuration);
            }
            catch (StartupException e)
            {
                StartupErrors.Exit(e);
            }
        }
        return Task.CompletedTask;
    });

    static void Check(DistributedApplicationModel model, ConfigurationManager configuration)
    {
        foreach (var resource in model.Resources)
        {
            Check(resource, configuration);
        }
        CheckDashboard(configuration);
    }

    static void Check(IResource resource, ConfigurationManager configuration)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var option = $"Ports:{resource.Name}";
            if (configuration.GetValue<int?>(option) is { } moved)
            {
                endpoint.Port = moved;
            }
            if (endpoint.Port is { } port)
            {
                Require(port, $"the address of {resource.Name}", $"--{option}=PORT");
            }
        }
    }

    static void CheckDashboard(ConfigurationManager configuration)
    {
        foreach (var setting in new[] { "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL" })
        {
            foreach (var url in (configuration[setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Port > 0)
                {
                    Require(address.Port, "an address of the dashboard", $"--{setting}=http://localhost:PORT");
                }
            }
        }
    }

    static void Require(int port, string purpose, string option)
    {
        if (IsFree(port))
        {
            return;
        }
        var owner = FindOwner(port) is { } name ? $" by {name}" : "";
        throw new StartupException($"Port {port}, {purpose}, is taken{owner}. End that program or choose another port with {option}.");
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException)
        {
            return false;
        }
        return !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(taken => taken.Port == port);
    }

    /// <summary>Name and process id of the program that listens, where <c>lsof</c> or <c>ss</c> tell.</summary>
    static string? FindOwner(int port) =>
        Read("lsof", "-nP", $"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc") is { } listing
            ? Field(listing, 'c') is { } command ? $"{command} (process {Field(listing, 'p')})" : null
            : Read("ss", "-Hltnp", $"sport = :{port}") is { } sockets && sockets.Split('"') is [_, var program, ..]
                ? program
                : null;

    static string? Field(string listing, char name) =>
        listing.Split('\n').FirstOrDefault(line => line.StartsWith(name))?[1..].Trim();

    static string? Read(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.StandardOutput.ReadToEnd() is { Length: > 0 } text ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
