namespace Aspire.Hosting.ApplicationModel;

/// <summary>Reads annotations of projects.</summary>
public static class ProjectResourceExtensions
{
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) => projectResource.Annotations.OfType<IProjectMetadata>().Single();
}

/// <summary>Reads annotations.</summary>
public static class ResourceExtensions
{
    public static EndpointReference GetEndpoint(this IResourceWithEndpoints resource, string endpointName) => new(resource, endpointName);

    public static IEnumerable<EndpointReference> GetEndpoints(this IResourceWithEndpoints resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new EndpointReference(resource, endpoint));

    /// <summary>Whether publishing leaves the resource out.</summary>
    public static bool IsExcludedFromPublish(this IResource resource) =>
        resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().Any();
}
