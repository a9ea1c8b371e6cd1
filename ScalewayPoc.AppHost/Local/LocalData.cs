using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Local;

/// <summary>The data of the servers between runs: a folder (embedded) or named volumes (containers).</summary>
sealed class LocalData
{
    const string VolumePrefix = "scalewaypoc-";

    // --fresh deletes only folders that contain this file, never one that --Data names by mistake.
    const string Marker = ".scalewaypoc-data";

    readonly string? _root;

    LocalData(string? root) => _root = root;

    /// <summary>No folder: for publishing, which runs nothing, and for containers.</summary>
    public static LocalData None { get; } = new(null);

    /// <summary>
    /// Reads <c>Data</c> (default: <c>artifacts/data</c> in the repository) and deletes the data of earlier runs with
    /// <c>fresh=true</c>.
    /// </summary>
    /// <exception cref="StartupException">The folder to delete is not a data folder of this application, or a server uses it.</exception>
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
        var runtime = ContainerRuntime.Find() ?? throw new StartupException("--fresh cannot delete the container volumes, because no container runtime is running. Start Docker or Podman.");
        foreach (var resource in new[] { "redis", "postgres" })
        {
            LocalProgram.Run(runtime, TimeSpan.FromSeconds(20), "volume", "rm", "--force", Volume(resource));
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
            throw new StartupException($"--fresh would delete {root}, which is not a data folder of this application. Choose another folder with --Data=FOLDER.");
        }
        if (Directory.EnumerateFiles(root, "lock", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Any(IsHeld))
        {
            throw new StartupException($"--fresh would delete {root}, whose servers are running. Stop the other instance, or choose another folder with --Data=FOLDER.");
        }
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Whether a server holds the lock of its data folder.</summary>
    static bool IsHeld(string file)
    {
        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
