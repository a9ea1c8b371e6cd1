using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.ServiceDefaults.Health;
using StackExchange.Redis;

namespace ScalewayPoc.ServiceDefaults.Stores;

/// <summary>Registers Redis.</summary>
public static class RedisStoreExtensions
{
    /// <summary>Configuration key of the server's certificate (PEM) where it is self-signed, as that of Scaleway's Redis is.</summary>
    public const string CertificateKey = "Redis:CertificatePem";

    /// <summary>
    /// Registers an <see cref="IConnectionMultiplexer"/> for the connection string <paramref name="connectionName"/> that
    /// fails within two seconds when Redis is not reachable and reconnects by itself, and a health check of the same name.
    /// With <see cref="CertificateKey"/> only that certificate is accepted.
    /// </summary>
    /// <exception cref="InvalidOperationException">The certificate in the configuration is not PEM.</exception>
    public static IHostApplicationBuilder AddRedisStore(this IHostApplicationBuilder builder, string connectionName)
    {
        var pinned = builder.Configuration[CertificateKey] is { Length: > 0 } pem ? new PinnedCertificate(pem) : null;
        builder.AddRedisClient(connectionName, settings => settings.DisableHealthChecks = true, options => Configure(options, pinned));
        builder.AddDependencyCheck(connectionName, (services, _) =>
            services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync());
        return builder;
    }

    static void Configure(ConfigurationOptions options, PinnedCertificate? pinned)
    {
        // The process starts without Redis and connects later.
        options.AbortOnConnectFail = false;
        // A command that cannot be sent fails at once: its caller returns 503, or retries with its own back-off.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = 2000;
        options.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 250, maxDeltaBackOffMilliseconds: 2000);
        if (pinned is not null)
        {
            options.Ssl = true;
            options.CertificateValidation += pinned.Accepts;
        }
    }
}
