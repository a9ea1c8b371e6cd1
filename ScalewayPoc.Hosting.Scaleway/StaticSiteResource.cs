namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder of files that is published to Object Storage. It has no local server.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class StaticSiteResource([ResourceName] string name) : Resource(name);
