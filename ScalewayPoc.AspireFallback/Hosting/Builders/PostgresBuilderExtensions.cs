using System.Data.Common;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>PostgreSQL in a container.</summary>
    public class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : ContainerResource(name), IResourceWithConnectionString
    {
        internal const string EndpointName = "tcp";

        /// <summary>Where it listens.</summary>
        public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);

        /// <summary>Its user; null for postgres.</summary>
        public ParameterResource? UserNameParameter { get; set; } = userName;

        /// <summary>The password of the user.</summary>
        public ParameterResource PasswordParameter { get; set; } = password;

        /// <summary>Name of the user.</summary>
        public ReferenceExpression UserNameReference => UserNameParameter is null ? ReferenceExpression.Create($"postgres") : ReferenceExpression.Create($"{UserNameParameter}");

        /// <inheritdoc/>
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");
    }

    /// <summary>A database of a PostgreSQL server.</summary>
    public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
        : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
    {
        /// <summary>The server.</summary>
        public PostgresServerResource Parent { get; } = postgresParentResource;

        /// <summary>Name of the database.</summary>
        public string DatabaseName { get; } = databaseName;

        /// <inheritdoc/>
        public ReferenceExpression ConnectionStringExpression =>
            ReferenceExpression.Create($"{Parent};{new DbConnectionStringBuilder { ["Database"] = DatabaseName }.ToString()}");
    }
}

namespace Aspire.Hosting
{
    /// <summary>Adds PostgreSQL.</summary>
    public static class PostgresBuilderExtensions
    {
        /// <summary>Adds PostgreSQL in a container.</summary>
        public static IResourceBuilder<PostgresServerResource> AddPostgres(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource>? userName = null,
            IResourceBuilder<ParameterResource>? password = null, int? port = null)
        {
            var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreatePassword(builder, $"{name}-password");
            return builder.AddResource(new PostgresServerResource(name, userName?.Resource, secret))
                .WithEndpoint(port: port, targetPort: 5432, name: PostgresServerResource.EndpointName);
        }

        /// <summary>Adds a database.</summary>
        public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
            this IResourceBuilder<PostgresServerResource> builder, [ResourceName] string name, string? databaseName = null) =>
            builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

        /// <summary>Keeps the data in a volume.</summary>
        public static IResourceBuilder<PostgresServerResource> WithDataVolume(
            this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
    }
}
