using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Local;

/// <summary>PostgreSQL without a container: the binaries of this machine, otherwise those of an npm package.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class EmbeddedPostgresResource([ResourceName] string name) : EmulatorResource(name)
{
    internal List<string> Databases { get; } = [];

    /// <inheritdoc/>
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username=postgres");
}

/// <summary>A database on <see cref="EmbeddedPostgresResource"/>.</summary>
/// <param name="name">Name of the resource, of its connection string and of the database.</param>
/// <param name="parent">The server.</param>
public sealed class EmbeddedPostgresDatabaseResource([ResourceName] string name, EmbeddedPostgresResource parent)
    : Resource(name), IResourceWithParent<EmbeddedPostgresResource>, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public EmbeddedPostgresResource Parent => parent;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{parent};Database={Name}");
}

static class EmbeddedPostgresExtensions
{
    public static IResourceBuilder<EmbeddedPostgresResource> AddEmbeddedPostgres(
        this IDistributedApplicationBuilder builder, string name, string dataFolder)
    {
        var resource = new EmbeddedPostgresResource(name);
        return builder
            .AddEmulator(resource, "postgres", dataFolder, "tcp", arguments =>
            {
                foreach (var database in resource.Databases)
                {
                    arguments.Add("--database");
                    arguments.Add(database);
                }
            })
            .WithIconName("DatabaseMultiple")
            .WithHealthCheck((checks, key, connectionString) =>
                checks.AddNpgSql(services => connectionString(services) + ";Database=postgres", name: key));
    }

    public static IResourceBuilder<EmbeddedPostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<EmbeddedPostgresResource> server, string name)
    {
        server.Resource.Databases.Add(name);
        return server.ApplicationBuilder
            .AddResource(new EmbeddedPostgresDatabaseResource(name, server.Resource))
            .WithIconName("Database")
            .WithHealthCheck((checks, key, connectionString) => checks.AddNpgSql(connectionString, name: key))
            .ExcludeFromManifest();
    }
}
