namespace Aspire.Hosting.Scaleway;

/// <summary>How a folder of files is served from Object Storage in website mode.</summary>
public sealed record StaticSiteOptions
{
    /// <summary>Object that is served for a folder. Default <c>index.html</c>.</summary>
    public string IndexDocument { get; set; } = "index.html";

    /// <summary>
    /// Object that is served with status 404 for a missing one. Default <c>index.html</c>, which keeps deep links of a single
    /// page application working.
    /// </summary>
    public string ErrorDocument { get; set; } = "index.html";
}
