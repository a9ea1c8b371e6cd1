namespace ScalewayPoc.AppHost.Local;

/// <summary>npm and the packages of a folder.</summary>
static class NodePackages
{
    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Whether the packages of the lock file are installed.</summary>
    public static bool AreInstalled(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        var wanted = new FileInfo(Path.Combine(folder, "package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= wanted.LastWriteTimeUtc;
    }
}
