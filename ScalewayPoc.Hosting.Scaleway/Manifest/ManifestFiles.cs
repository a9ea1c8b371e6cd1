namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>Names of the published files.</summary>
static class ManifestFiles
{
    public const string Manifest = "scaleway.auto.tfvars.json";
    public const string Images = "images.auto.tfvars.json";
    public const string Schema = "scaleway.schema.json";
    public const string Forwarder = "forwarder.zip";
    public const string SiteFolder = "site";

    public static string Site(string name) => $"{name}.site.json";
}
