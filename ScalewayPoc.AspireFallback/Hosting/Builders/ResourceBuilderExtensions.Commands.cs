namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? commandOptions = null) where T : IResource =>
        builder.WithAnnotation(new ResourceCommandAnnotation(name, commandOptions?.UpdateState ?? (static _ => ResourceCommandState.Enabled), executeCommand));

    /// <summary>Adds a command that makes an HTTP request to the resource; a status of 2xx is success.</summary>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder, string path, string displayName, [EndpointName] string? endpointName = null, string? commandName = null,
        HttpCommandOptions? commandOptions = null) where TResource : IResourceWithEndpoints
    {
        var options = commandOptions ?? new();
        var method = options.Method ?? HttpMethod.Post;
        var endpoint = HttpEndpoint(builder.Resource, endpointName);
        options.UpdateState ??= context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
        commandName ??= $"{builder.Resource.Name}-{endpoint.EndpointName}-http-{method.Method.ToLowerInvariant()}-{path}";
        return builder.WithCommand(commandName, displayName, context => SendAsync(context, new(method, new Uri(new(endpoint.Url), path)), options), options);
    }

    static async Task<ExecuteCommandResult> SendAsync(ExecuteCommandContext context, HttpRequestMessage request, HttpCommandOptions options)
    {
        using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var owned = request;
        if (options.PrepareRequest is { } prepare)
        {
            await prepare(new() { Services = context.Services, Request = request, CancellationToken = context.CancellationToken }).ConfigureAwait(false);
        }
        using var response = await client.SendAsync(request, context.CancellationToken).ConfigureAwait(false);
        if (options.GetCommandResult is { } result)
        {
            return await result(new() { Response = response, CancellationToken = context.CancellationToken }).ConfigureAwait(false);
        }
        return response.IsSuccessStatusCode
            ? CommandResults.Success()
            : CommandResults.Failure($"Request failed with status code {(int)response.StatusCode} ({response.ReasonPhrase}).");
    }
}
