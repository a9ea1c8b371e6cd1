namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds a command that makes an HTTP request to the resource; a status of 2xx is success.</summary>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder, string path, string displayName, [EndpointName] string? endpointName = null, string? commandName = null,
        HttpCommandOptions? commandOptions = null) where TResource : IResourceWithEndpoints
    {
        var options = commandOptions ?? new();
        var method = options.Method ?? HttpMethod.Post;
        var endpoint = HttpEndpoint(builder.Resource, endpointName);
        commandName ??= $"{builder.Resource.Name}-{endpoint.EndpointName}-http-{method.Method.ToLowerInvariant()}-{path}";
        return builder.WithAnnotation(new ResourceCommandAnnotation(
            commandName, (services, stop) => SendAsync(services, new(method, new Uri(new(endpoint.Url), path)), options, stop)));
    }

    static async Task<ExecuteCommandResult> SendAsync(IServiceProvider services, HttpRequestMessage request, HttpCommandOptions options, CancellationToken stop)
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var owned = request;
        if (options.PrepareRequest is { } prepare)
        {
            await prepare(new() { Services = services, Request = request, CancellationToken = stop }).ConfigureAwait(false);
        }
        using var response = await client.SendAsync(request, stop).ConfigureAwait(false);
        if (options.GetCommandResult is { } result)
        {
            return await result(new() { Response = response, CancellationToken = stop }).ConfigureAwait(false);
        }
        return response.IsSuccessStatusCode
            ? CommandResults.Success()
            : CommandResults.Failure($"Request failed with status code {(int)response.StatusCode} ({response.ReasonPhrase}).");
    }
}
