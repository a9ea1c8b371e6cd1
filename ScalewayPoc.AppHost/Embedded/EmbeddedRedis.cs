using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Redis without a container: a redis-server of this machine, else Garnet.</summary>
/// <param name="name">Name of the resource and of its connection string.</param>
public sealed class EmbeddedRedisResource([ResourceName] string name) : EmulatorResource(name)
{
    /// <inheritdoc/>
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}

static class EmbeddedRedisExtensions
{
    public static IResourceBuilder<EmbeddedRedisResource> AddEmbeddedRedis(this IDistributedApplicationBuilder builder, string name, string dataFolder)
    {
        var resource = new EmbeddedRedisResource(name);
        var check = builder.AddConnectionStringCheck(resource, (checks, key, connectionString) => checks.AddRedis(connectionString, key));
        return builder.AddEmulator(resource, "redis", dataFolder, "tcp").WithHealthCheck(check);
    }
}
