using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Aspire.Hosting.Scaleway.Manifest;

static class SiteFiles
{
    /// <summary>Copies the files of a site and writes their list. A folder that does not exist is a site without files.</summary>
    public static void Write(ScalewayModel.Site site, string directory)
    {
        var files = Read(site.Folder);
        var target = Folder(directory);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        foreach (var file in files.Keys)
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(site.Folder, file), copy);
        }
        ManifestJson.WriteFile(
            Path.Combine(directory, ManifestFiles.Site(site.Name)), new() { Kind = SiteDocument.CurrentKind, Files = files },
            ManifestJsonContext.Default.SiteDocument);
    }

    public static void Move(string source, string directory)
    {
        if (Directory.Exists(Folder(directory)))
        {
            Directory.Delete(Folder(directory), recursive: true);
        }
        if (Directory.Exists(Folder(source)))
        {
            Directory.Move(Folder(source), Folder(directory));
        }
    }

    public static string Folder(string directory) => Path.Combine(directory, ManifestFiles.SiteFolder);

    /// <exception cref="ScalewayPublishException">It does not exist or is not valid.</exception>
    public static IReadOnlyDictionary<string, SiteFileManifest> ReadList(string name, string directory)
    {
        var path = Path.Combine(directory, ManifestFiles.Site(name));
        return ManifestJson.ReadFile(path, ManifestJsonContext.Default.SiteDocument, "publish")?.Files
            ?? throw new ScalewayPublishException($"{path} does not exist. Run the step publish.");
    }

    /// <summary>The files below a folder, by path with forward slashes.</summary>
    public static SortedDictionary<string, SiteFileManifest> Read(string folder)
    {
        var files = new SortedDictionary<string, SiteFileManifest>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
        {
            return files;
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            files[path] = Describe(file, path);
        }
        return files;
    }

    /// <summary>Writes the file <c>config.json</c> with values of this deployment to the copy; the list that was written stays as it is.</summary>
    /// <returns>The files with it.</returns>
    public static SortedDictionary<string, SiteFileManifest> AddConfiguration(
        ScalewayModel.Site site, IReadOnlyDictionary<string, SiteFileManifest> files, string directory, IReadOnlyDictionary<string, string> parameters)
    {
        const string name = "config.json";
        var values = site.Options.Configuration.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(
            entry.Value is ParameterResource parameter ? parameters.GetValueOrDefault(parameter.Name) : $"{entry.Value}")));
        var path = Path.Combine(Folder(directory), name);
        File.WriteAllText(path, new JsonObject(values).ToJsonString());
        return new(files.ToDictionary(), StringComparer.Ordinal) { [name] = Describe(path, name) };
    }

    static SiteFileManifest Describe(string file, string path)
    {
        using var content = File.OpenRead(file);
        return new()
        {
            CacheControl = SiteHeaders.CacheControl(path),
            ContentType = SiteHeaders.ContentType(path),
            Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }
}
