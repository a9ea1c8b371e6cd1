using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>A web server without the defaults of the services: it reads no settings, and takes no signals.</summary>
static class LocalServer
{
    public static WebApplicationBuilder CreateBuilder(IPAddress host, int port, Action<KestrelServerLimits>? limits = null)
    {
        // Empty: variables such as ASPNETCORE_URLS are meant for the services, not for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // A failure at the start is thrown and printed as one sentence; the host would log a stack trace too.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(host, port);
            kestrel.AddServerHeader = false;
            limits?.Invoke(kestrel.Limits);
        });
        return builder;
    }

    /// <exception cref="EmulatorException">The port is taken.</exception>
    public static async Task StartAsync(WebApplication app, IPAddress host, int port, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new EmulatorException($"Cannot listen on {host}:{port}: {e.Message} Give --port another one.", e);
        }
    }

    /// <summary>Says that the server is ready, and waits for the end.</summary>
    public static async Task RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>The lifetime of a server in a process that has its own; the default one takes the signals of the whole process, which may be a test's.</summary>
sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
