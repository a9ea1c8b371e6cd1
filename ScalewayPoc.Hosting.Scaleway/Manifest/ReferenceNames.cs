using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>Names of references: <c>redis.connection_string</c>.</summary>
static class ReferenceNames
{
    public static string Write(ResourceReference reference) => $"{reference.Resource.Name}.{Write(reference.Property)}";

    public static string Write(ScalewayProperty property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.ToString());

    /// <summary>Properties of a published resource; none for an unpublished one.</summary>
    public static IReadOnlyList<ScalewayProperty> Of(IResource resource, ScalewayModel model) =>
        model.IsStore(resource)
            ? [ScalewayProperty.ConnectionString, ScalewayProperty.Certificate, ScalewayProperty.Host, ScalewayProperty.Port]
        : model.IsDatabase(resource)
            ? [ScalewayProperty.ConnectionString, ScalewayProperty.Host, ScalewayProperty.Port, ScalewayProperty.Database]
        : model.FindQueue(resource) is not null
            ? [ScalewayProperty.ConnectionString, ScalewayProperty.Url, ScalewayProperty.Endpoint, ScalewayProperty.Region]
        : [];
}
