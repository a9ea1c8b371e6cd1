using System.Security.Cryptography;

namespace ScalewayPoc.AppHost.Scaleway.Manifest;

/// <summary>The files of a static site.</summary>
static class SiteFiles
{
    // What a browser must know; anything else is a download.
    static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".css"] = "text/css; charset=utf-8",
        [".html"] = "text/html; charset=utf-8",
        [".ico"] = "image/x-icon",
        [".jpg"] = "image/jpeg",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
        [".webp"] = "image/webp",
        [".woff2"] = "font/woff2",
        [".xml"] = "application/xml",
    };

    /// <summary>Type and hash of each file by its path below <paramref name="folder"/>, with forward slashes; none without the folder.</summary>
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
            files[Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')] = new()
            {
                ContentType = ContentTypes.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream"),
                Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
            };
        }
        return files;
    }
}
