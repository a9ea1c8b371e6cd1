using System.Text.Json.Serialization;

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

    /// <summary>
    /// Values of the file <c>config.json</c> at the root of the site, which the step <c>upload-site</c> writes: text, or parameters,
    /// whose values the deployment takes from <c>TF_VAR_secret_values</c>. Visitors can read them. Empty: no file.
    /// </summary>
    [JsonIgnore]
    public IDictionary<string, object> Configuration { get; } = new SortedDictionary<string, object>(StringComparer.Ordinal);
}
