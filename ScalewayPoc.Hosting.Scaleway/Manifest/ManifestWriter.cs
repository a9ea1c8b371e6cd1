using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// Writes the manifest and the files of the site: first all into a folder beside, then file by file to their place, so
/// that a failure leaves what was there.
/// </summary>
static class ManifestWriter
{
    const string VariablesFile = "scaleway.auto.tfvars.json";
    const string SiteFolder = "site";
    static readonly string[] ManifestFiles = ["*.container.json", "*.function.json", "*.site.json"];

    // The files are read by people and OpenTofu, and by no browser.
    static readonly ManifestJsonContext Json = new(new(ManifestJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Write(ScalewayManifest manifest, ScalewayModel.Site? site, string directory)
    {
        var staging = $"{Path.TrimEndingDirectorySeparator(directory)}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(staging);
            foreach (var (name, container) in manifest.Containers)
            {
                WriteJson(Path.Combine(staging, $"{name}.container.json"), container, Json.ContainerManifest);
            }
            foreach (var (name, function) in manifest.Functions)
            {
                WriteJson(Path.Combine(staging, $"{name}.function.json"), function, Json.FunctionManifest);
            }
            if (site is not null)
            {
                WriteSite(site, staging);
            }
            WriteJson(Path.Combine(staging, VariablesFile), manifest, Json.ScalewayManifest);
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

    public static string VariablesPath(string directory) => Path.Combine(directory, VariablesFile);

    /// <summary>Where the files of the site are copied to.</summary>
    public static string SiteDirectory(string directory) => Path.Combine(directory, SiteFolder);

    /// <summary>What was written of the files of the site.</summary>
    public static SortedDictionary<string, SiteFileManifest> ReadSite(string name, string directory)
    {
        using var json = File.OpenRead(SitePath(name, directory));
        return JsonSerializer.Deserialize(json, Json.SiteFiles)!;
    }

    /// <summary>Writes JSON as all files here are: LF, UTF-8 without byte order mark, a final newline.</summary>
    public static void WriteJson<T>(string path, T value, JsonTypeInfo<T> type) =>
        File.WriteAllText(path, JsonSerializer.Serialize(value, type) + "\n");

    static void WriteSite(ScalewayModel.Site site, string staging)
    {
        var files = SiteFiles.Read(site.Folder);
        foreach (var file in files.Keys)
        {
            var target = Path.Combine(SiteDirectory(staging), file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(site.Folder, file), target);
        }
        WriteJson(SitePath(site.Name, staging), files, Json.SiteFiles);
    }

    static string SitePath(string name, string directory) => Path.Combine(directory, $"{name}.site.json");

    static void Move(string staging, string directory)
    {
        Directory.CreateDirectory(directory);
        // What an earlier model published and this one does not. Other files in the folder are not ours.
        foreach (var stale in ManifestFiles.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern)))
        {
            File.Delete(stale);
        }
        var site = SiteDirectory(directory);
        if (Directory.Exists(site))
        {
            Directory.Delete(site, recursive: true);
        }
        if (Directory.Exists(SiteDirectory(staging)))
        {
            Directory.Move(SiteDirectory(staging), site);
        }
        foreach (var file in Directory.EnumerateFiles(staging).ToList())
        {
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        }
    }
}
