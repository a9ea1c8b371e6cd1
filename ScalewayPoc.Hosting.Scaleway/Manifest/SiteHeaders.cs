namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>The response headers of a file of the site. Object Storage returns the headers of the upload.</summary>
static class SiteHeaders
{
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Cache-Control of every other file: cached, but revalidated each time.</summary>
    public const string Revalidated = "no-cache";

    /// <summary>Vite's folder of files with a hash in their name.</summary>
    const string HashedFolder = "assets/";

    // Types that browsers interpret; any other file is a download.
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

    public static string ContentType(string path) => ContentTypes.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");

    public static string CacheControl(string path) =>
        path.StartsWith(HashedFolder, StringComparison.Ordinal) ? Immutable : Revalidated;
}
