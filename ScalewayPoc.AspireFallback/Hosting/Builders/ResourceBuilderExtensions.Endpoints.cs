using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an endpoint, or changes the one of that name.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, [EndpointName] string? name = null, string? env = null,
        bool? isProxied = null, bool? isExternal = null, ProtocolType? protocol = null) where T : IResourceWithEndpoints
    {
        var endpoint = Find(builder.Resource, name ?? scheme ?? (protocol ?? ProtocolType.Tcp).ToString().ToLowerInvariant());
        if (endpoint is null)
        {
            endpoint = new(protocol ?? ProtocolType.Tcp, scheme, null, name, port, targetPort, isExternal, isProxied);
            builder.WithAnnotation(endpoint);
        }
        else
        {
            (endpoint.Port, endpoint.TargetPort) = (port ?? endpoint.Port, targetPort ?? endpoint.TargetPort);
            (endpoint.IsExternal, endpoint.IsProxied) = (isExternal ?? endpoint.IsExternal, isProxied ?? endpoint.IsProxied);
        }
        return env is null ? builder : builder.WithAnnotation(new EnvironmentCallbackAnnotation(context =>
            context.EnvironmentVariables[env] = new EndpointReference(builder.Resource, endpoint).Property(EndpointProperty.TargetPort)));
    }

    /// <summary>Changes the endpoint of that name, which is added if need be.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, [EndpointName] string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = Find(builder.Resource, endpointName);
        if (endpoint is null && createIfNotExists)
        {
            endpoint = new(ProtocolType.Tcp, name: endpointName);
            builder.WithAnnotation(endpoint);
        }
        if (endpoint is not null)
        {
            callback(endpoint);
        }
        return builder;
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Makes the http and https endpoints reachable from outside of the deployment.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }
        return builder;
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string name) where T : IResourceWithEndpoints =>
        builder.Resource.GetEndpoint(name);

    /// <summary>The resource is healthy when a path answers with a status (200 unless said otherwise).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null) where T : IResourceWithEndpoints
    {
        var (endpoint, expected) = (HttpEndpoint(builder.Resource, endpointName), statusCode ?? 200);
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{expected}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new(key,
            services => new HttpHealthCheck(services.GetRequiredService<IHttpClientFactory>(), () => new(new Uri(endpoint.Url), path ?? "/"), expected), null, null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Adds a link, which the dashboard of the fallback has no place for.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints => builder;

    static EndpointAnnotation? Find(IResource resource, string name) => resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase));

    static EndpointReference HttpEndpoint(IResourceWithEndpoints resource, string? name) =>
        (name is null ? Find(resource, "https") ?? Find(resource, "http") : Find(resource, name)) is { UriScheme: "http" or "https" } endpoint
            ? new(resource, endpoint)
            : throw new DistributedApplicationException($"The resource '{resource.Name}' has no HTTP endpoint{(name is null ? "" : $" named '{name}'")}.");

    sealed class HttpHealthCheck(IHttpClientFactory clients, Func<Uri> address, int expected) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                using var client = clients.CreateClient("health");
                client.Timeout = TimeSpan.FromSeconds(10);
                using var response = await client.GetAsync(address(), cancellationToken).ConfigureAwait(false);
                return (int)response.StatusCode == expected
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"{address()} answers {(int)response.StatusCode} instead of {expected}.");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy(e.Message, e);
            }
        }
    }
}
