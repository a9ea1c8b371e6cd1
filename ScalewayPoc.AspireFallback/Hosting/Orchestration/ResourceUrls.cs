using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links of a resource: its endpoints, those added, and what its callbacks make of them.</summary>
static class ResourceUrls
{
    public static async Task<ImmutableArray<UrlSnapshot>> CollectAsync(IResource resource, DistributedApplicationExecutionContext context, CancellationToken stop)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints owner)
        {
            urls.AddRange(owner.GetEndpoints().Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }));
        }
        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var callbacks = new ResourceUrlsCallbackContext(context, resource, urls, stop);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(callbacks).ConfigureAwait(false);
        }
        return [.. urls.Select(url => new UrlSnapshot(url.Endpoint?.EndpointName, Absolute(url), IsInternal: false)
        {
            DisplayProperties = new(url.DisplayText ?? ""),
        })];
    }

    static string Absolute(ResourceUrlAnnotation url) => url.Endpoint is { } endpoint && url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url;
}
