using System.CommandLine;
using System.Net;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Issuer;

/// <summary><c>issuer</c>: an OpenID Connect issuer whose users sign in by one click.</summary>
static class IssuerCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var host = ServerOptions.Host();
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder that keeps the keys; without it each start makes new ones." };
        var url = ServerOptions.Address("--issuer", "URL of the issuer, if clients do not use http://localhost:PORT.");
        url.Required = false;
        var audience = new Option<string>("--audience") { Description = "Audience of access tokens.", DefaultValueFactory = _ => "scalewaypoc" };
        var lifetime = new Option<TimeSpan>("--lifetime")
        {
            Description = "Lifetime of an access token.",
            DefaultValueFactory = _ => TimeSpan.FromHours(1),
        };
        var command = new Command("issuer", "Runs an OpenID Connect issuer until SIGTERM or SIGINT.") { port, host, data, url, audience, lifetime };
        command.SetAction((parsed, cancellation) => RunAsync(new IssuerOptions
        {
            Host = IPAddress.Parse(parsed.GetRequiredValue(host)),
            Port = parsed.GetRequiredValue(port),
            Url = parsed.GetValue(url),
            Data = parsed.GetValue(data),
            Audience = parsed.GetRequiredValue(audience),
            Lifetime = parsed.GetRequiredValue(lifetime),
        }, cancellation));
        return command;
    }

    static async Task RunAsync(IssuerOptions options, CancellationToken cancellation)
    {
        await using var issuer = await IssuerServer.StartAsync(options, cancellation);
        Console.WriteLine($"Issuer: {issuer.Endpoint}, users {string.Join(", ", DevelopmentUsers.Scopes.Keys)} without a password.");
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>What an <see cref="IssuerServer"/> is started with.</summary>
public sealed record IssuerOptions
{
    /// <summary>Address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The issuer's URL; by default http://localhost:PORT.</summary>
    public Uri? Url { get; init; }

    /// <summary>Folder that keeps the keys; <see langword="null"/> makes new ones.</summary>
    public DirectoryInfo? Data { get; init; }

    /// <summary>Audience of access tokens.</summary>
    public string Audience { get; init; } = "scalewaypoc";

    /// <summary>Lifetime of an access token.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}
