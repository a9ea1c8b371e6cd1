using System.CommandLine;
using System.Net;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Edge;

/// <summary><c>edge</c>: one origin for the built site and the API, as Edge Services makes one.</summary>
static class EdgeCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var host = ServerOptions.Host();
        var site = new Option<DirectoryInfo>("--site") { Description = "Folder with the built site.", Required = true };
        var api = ServerOptions.Address("--api", "Address of the API, such as http://localhost:5180.");
        var command = new Command("edge", "Serves a built site, and the API below /api, until SIGTERM or SIGINT.") { port, host, site, api };
        command.SetAction((parsed, cancellation) => RunAsync(
            IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetRequiredValue(port),
            parsed.GetRequiredValue(site), parsed.GetRequiredValue(api), cancellation));
        return command;
    }

    static async Task RunAsync(IPAddress host, int port, DirectoryInfo site, Uri api, CancellationToken cancellation)
    {
        await using var edge = await EdgeServer.StartAsync(host, port, site, api, cancellation);
        Console.WriteLine($"Edge: {edge.Endpoint}, /api from {api}, everything else from {site.FullName}. There is no firewall here.");
        await LocalServer.RunAsync(cancellation);
    }
}
