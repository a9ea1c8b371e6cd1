namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// Writes the manifest, its schema and the site: first all into a folder beside, then file by file to their place, so that a
/// failure keeps the earlier output.
/// </summary>
static class ManifestWriter
{
    /// <param name="manifest">The manifest.</param>
    /// <param name="site">The site, if there is one.</param>
    /// <param name="directory">Output folder.</param>
    /// <param name="handOverFrom">Folder of the OpenTofu configuration to copy for a deployment without the repository; null for none.</param>
    public static void Write(ManifestDocument manifest, ScalewayModel.Site? site, string directory, string? handOverFrom = null)
    {
        var staging = $"{Path.TrimEndingDirectorySeparator(directory)}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(staging);
            ManifestJson.WriteFile(Path.Combine(staging, ManifestFiles.Manifest), manifest, ManifestJsonContext.Default.ManifestDocument);
            WriteSchema(Path.Combine(staging, ManifestFiles.Schema));
            if (manifest.Functions.Count > 0)
            {
                ForwarderPackage.Write(Path.Combine(staging, ManifestFiles.Forwarder));
            }
            if (site is not null)
            {
                SiteFiles.Write(site, staging);
            }
            if (handOverFrom is not null)
            {
                HandOver.Write(handOverFrom, manifest, staging);
            }
            Move(staging, directory);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    static void WriteSchema(string path)
    {
        using var schema = typeof(ManifestWriter).Assembly.GetManifestResourceStream(ManifestFiles.Schema)!;
        using var file = File.Create(path);
        schema.CopyTo(file);
    }

    static void Move(string staging, string directory)
    {
        Directory.CreateDirectory(directory);
        // The site list and the package of an earlier model. Other files in the folder are not the publisher's.
        foreach (var stale in Directory.GetFiles(directory, ManifestFiles.Site("*")).Append(Path.Combine(directory, ManifestFiles.Forwarder)))
        {
            File.Delete(stale);
        }
        SiteFiles.Move(staging, directory);
        HandOver.Move(staging, directory);
        foreach (var file in Directory.EnumerateFiles(staging).ToList())
        {
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        }
    }
}
