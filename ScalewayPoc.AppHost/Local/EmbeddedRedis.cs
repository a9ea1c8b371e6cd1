using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Local;

/// <summary>Redis without a container: the redis-server of this machine, otherwise Garnet.</summary>
/// <param name="name">Name of the resource and of its connection string.</param>
public sealed class EmbeddedRedisResource([ResourceName] string name) : EmulatorResource(name)
{
    /// <inheritdoc/>
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}

static class EmbeddedRedisExtensions
{
    public static IResourceBuilder<EmbeddedRedisResource> AddEmbeddedRedis(
        this IDistributedApplicationBuilder builder, string name, string dataFolder) => builder
        .AddEmulator(new EmbeddedRedisResource(name), "redis", dataFolder, "tcp")
        .WithIconName("DatabaseLightning")
        .WithHealthCheck((checks, key, connectionString) => checks.AddRedis(connectionString, key));
}
