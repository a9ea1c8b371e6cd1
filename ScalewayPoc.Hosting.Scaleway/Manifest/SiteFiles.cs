using System.Security.Cryptography;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>The files of a static site.</summary>
static class SiteFiles
{
    /// <summary>Each file by its path below <paramref name="folder"/>, with forward slashes; none without the folder.</summary>
    public static SortedDictionary<string, SiteFileManifest> Read(string folder)
    {
        var files = new SortedDictionary<string, SiteFileManifest>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
        {
            return files;
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var content = File.OpenRead(file);
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            files[path] = new()
            {
                CacheControl = SiteHeaders.CacheControl(path),
                ContentType = SiteHeaders.ContentType(path),
                Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
            };
        }
        return files;
    }
}
