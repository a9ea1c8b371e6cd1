using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScalewayPoc.Tests.Support;

/// <summary>
/// A service of this solution in the test process, on real Kestrel and a free port. Start costs a fraction of a process
/// of its own; signals, kills and command lines still need <see cref="ServerProcess"/>.
/// </summary>
/// <typeparam name="TService">Any type of the service's assembly; its entry point is run.</typeparam>
sealed class InProcessServer<TService> : WebApplicationFactory<TService>
    where TService : class
{
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly Action<IServiceCollection> _configureServices;
    readonly TestLog _log = new();

    InProcessServer(IReadOnlyDictionary<string, string> environment, Action<IServiceCollection>? configureServices)
    {
        _environment = environment;
        _configureServices = configureServices ?? (_ => { });
        // Without a port: one given here is set on a server that may have started already. The address is a setting instead.
        UseKestrel();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Its log so far.</summary>
    public string Output => _log.ToString();

    /// <summary>Starts the service; returns when it listens.</summary>
    /// <param name="environment">Settings, named as environment variables are (<c>Section__Name</c>).</param>
    /// <param name="configureServices">Adds to the services of the host.</param>
    public static async Task<InProcessServer<TService>> StartAsync(
        IReadOnlyDictionary<string, string> environment, Action<IServiceCollection>? configureServices = null)
    {
        var server = new InProcessServer<TService>(environment, configureServices);
        try
        {
            await Task.Run(server.StartServer);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(_environment.GetValueOrDefault("ASPNETCORE_ENVIRONMENT", Environments.Production))
        .ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log))
        .ConfigureServices(_configureServices);

    protected override IHost CreateHost(IHostBuilder builder)
    {
        // Host configuration becomes command-line arguments of the entry point: the only settings that it sees from its start.
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(_environment
            .Where(setting => !setting.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            .Select(setting => KeyValuePair.Create<string, string?>(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value))
            .Append(new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0"))
            // No load balancer is here that notices a stop later; a process has the real time.
            .Append(new("DrainTime", "00:00:00"))));
        return base.CreateHost(builder);
    }
}
