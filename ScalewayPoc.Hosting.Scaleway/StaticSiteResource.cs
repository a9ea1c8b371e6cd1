namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder of files that is only published: nothing serves it locally.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class StaticSiteResource([ResourceName] string name) : Resource(name);
