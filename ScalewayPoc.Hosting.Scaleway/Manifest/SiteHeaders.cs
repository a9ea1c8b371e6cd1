namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// The headers that a file of the site is served with. A bucket answers with what an object was uploaded with, so the
/// manifest and the local edge both take them from here.
/// </summary>
static class SiteHeaders
{
    /// <summary>Of what never changes under its name.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Of everything else: kept, but asked for again each time.</summary>
    public const string Revalidated = "no-cache";

    /// <summary>Vite's folder: what is in it has its content's hash in its name.</summary>
    const string HashedFolder = "assets/";

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

    /// <summary><c>Content-Type</c> of a file.</summary>
    /// <param name="path">Path below the site's folder, with forward slashes and none at its beginning.</param>
    public static string ContentType(string path) => ContentTypes.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");

    /// <summary><c>Cache-Control</c> of a file.</summary>
    /// <param name="path">Path below the site's folder, with forward slashes and none at its beginning.</param>
    public static string CacheControl(string path) =>
        path.StartsWith(HashedFolder, StringComparison.Ordinal) ? Immutable : Revalidated;
}
