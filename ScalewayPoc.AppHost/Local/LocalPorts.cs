using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Local;

/// <summary>
/// The fixed ports: <c>Ports:RESOURCE</c> changes one, and a port in use is reported before anything starts. Aspire itself
/// starts the resource and retries in its log.
/// </summary>
static class LocalPorts
{
    static readonly string[] DashboardAddresses = ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    public static void Validate(IDistributedApplicationBuilder builder) => builder.OnBeforeStart((started, _) =>
    {
        // The testing host gives every endpoint a free port.
        if (!builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false))
        {
            try
            {
                Validate(started.Model, builder.Configuration);
            }
            catch (StartupException e)
            {
                StartupException.Exit(e);
            }
        }
        return Task.CompletedTask;
    });

    static void Validate(DistributedApplicationModel model, ConfigurationManager configuration)
    {
        foreach (var resource in model.Resources)
        {
            var option = $"Ports:{resource.Name}";
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.Port = configuration.GetValue(option, endpoint.Port);
                if (endpoint.Port is { } port)
                {
                    RequireFree(port, $"the address of {resource.Name}", $"--{option}=PORT");
                }
            }
        }
        foreach (var setting in DashboardAddresses)
        {
            foreach (var url in (configuration[setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Port > 0)
                {
                    RequireFree(address.Port, "an address of the dashboard", $"--{setting}=http://localhost:PORT");
                }
            }
        }
    }

    static void RequireFree(int port, string purpose, string option)
    {
        if (!IsFree(port))
        {
            throw new StartupException(
                $"Port {port}, {purpose}, is in use. Stop the program that uses it, or choose another port with {option}.");
        }
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
        // A listener on another address, such as [::1], does not prevent the bind.
        return !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(used => used.Port == port);
    }
}
