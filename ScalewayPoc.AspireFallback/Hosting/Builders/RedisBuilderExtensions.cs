using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Redis in a container.</summary>
    public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString
    {
        internal const string EndpointName = "tcp";
        public RedisResource(string name, ParameterResource password) : this(name) => PasswordParameter = password;
        public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);
        public ParameterResource? PasswordParameter { get; }

        public ReferenceExpression ConnectionStringExpression
        {
            get
            {
                var builder = new ReferenceExpressionBuilder();
                builder.Append($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
                if (PasswordParameter is not null)
                {
                    builder.Append($",password={PasswordParameter}");
                }
                builder.Append($"{PrimaryEndpoint.GetTlsValue(ReferenceExpression.Create($",ssl=true"), ReferenceExpression.Empty)}");
                return builder.Build();
            }
        }

        IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
        {
            var (scheme, host, port) = (PrimaryEndpoint.Property(EndpointProperty.Scheme), PrimaryEndpoint.Property(EndpointProperty.Host), PrimaryEndpoint.Property(EndpointProperty.Port));
            yield return new("Host", ReferenceExpression.Create($"{host}"));
            yield return new("Port", ReferenceExpression.Create($"{port}"));
            if (PasswordParameter is null)
            {
                yield return new("Uri", ReferenceExpression.Create($"{scheme}://{host}:{port}"));
                yield break;
            }
            yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
            yield return new("Uri", ReferenceExpression.Create($"{scheme}://:{PasswordParameter:uri}@{host}:{port}"));
        }
    }
}

namespace Aspire.Hosting
{
    /// <summary>Adds Redis.</summary>
    public static class RedisBuilderExtensions
    {
        public static IResourceBuilder<RedisResource> AddRedis(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
        {
            var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreatePassword(builder, $"{name}-password");
            return builder.AddResource(new RedisResource(name, secret))
                .WithEndpoint(port: port, targetPort: 6379, name: RedisResource.EndpointName, scheme: "redis");
        }

        public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) =>
            builder;

        /// <summary>Saves the data every <paramref name="interval"/> (60 s) if enough keys have changed.</summary>
        public static IResourceBuilder<RedisResource> WithPersistence(
            this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) => builder;
    }
}
