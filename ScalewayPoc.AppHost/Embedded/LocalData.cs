using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Where the servers keep their data between runs: a folder (embedded) or named volumes (containers).</summary>
sealed class LocalData
{
    const string VolumePrefix = "scalewaypoc-";

    // Tells our folder from one that --Data names by mistake: --fresh deletes only folders that hold it.
    const string Marker = ".scalewaypoc-data";

    readonly string? _root;

    LocalData(string? root) => _root = root;

    /// <summary>For publishing, which runs nothing.</summary>
    public static LocalData None { get; } = new(null);

    /// <summary>
    /// Reads <c>Data</c> (default: <c>artifacts/data</c> in the repository) and, with <c>fresh=true</c>, deletes what
    /// earlier runs have left.
    /// </summary>
    /// <exception cref="StartupException">What would be deleted is not ours.</exception>
    public static LocalData Open(IDistributedApplicationBuilder builder, bool embedded)
    {
        var fresh = builder.Configuration.GetValue("fresh", false);
        if (!embedded)
        {
            if (fresh)
            {
                DeleteVolumes();
            }
            return None;
        }
        var root = Path.GetFullPath(builder.Configuration["Data"] ?? "../artifacts/data", builder.AppHostDirectory);
        if (fresh)
        {
            DeleteFolder(root);
        }
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, Marker), "Data of the embedded servers; deleted by --fresh.\n");
        return new(root);
    }

    /// <summary>Folder of one embedded server.</summary>
    public string Folder(string resource) => Path.Combine(_root!, resource);

    /// <summary>Named volume of one container.</summary>
    public static string Volume(string resource) => VolumePrefix + resource;

    public override string ToString() => _root ?? $"container volumes {VolumePrefix}*";

    static void DeleteVolumes()
    {
        var runtime = ContainerRuntime.Find() ?? throw new StartupException("--fresh cannot delete container volumes: no container runtime answers.");
        foreach (var resource in new[] { "redis", "postgres" })
        {
            ContainerRuntime.Run(runtime, TimeSpan.FromSeconds(20), "volume", "rm", "--force", Volume(resource));
        }
    }

    static void DeleteFolder(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }
        if (!File.Exists(Path.Combine(root, Marker)) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            throw new StartupException($"--fresh would delete {root}, which is no data folder of this application. Name another one with --Data=FOLDER.");
        }
        Directory.Delete(root, recursive: true);
    }
}
