namespace Aspire.Hosting.Scaleway;

/// <summary>How a folder of files is served from Object Storage in website mode.</summary>
public sealed record StaticSiteOptions
{
    /// <summary>Object that a folder stands for. Default <c>index.html</c>.</summary>
    public string IndexDocument { get; set; } = "index.html";

    /// <summary>
    /// Object that is served (with status 404) where there is none; <c>index.html</c> (default) keeps deep links of a single
    /// page application working.
    /// </summary>
    public string ErrorDocument { get; set; } = "index.html";
}
