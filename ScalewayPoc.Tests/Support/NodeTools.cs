using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ScalewayPoc.Tests.Support;

/// <summary>Small programs of Node.js that tests run, with the packages of their lock file; installed once, under artifacts/.</summary>
static class NodeTools
{
    static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Installed = new();

    /// <summary>Why there are none, if so.</summary>
    public static string? Obstacle { get; } = Command.IsOnPath("node") && Command.IsOnPath("npm") ? null : "Node.js and npm are not on PATH.";

    /// <summary>The folder that a folder of tools is installed in. Skips the test where there is no Node.js, or no package feed.</summary>
    /// <param name="source">The folder, from ScalewayPoc.Tests.</param>
    public static async Task<string> InstallAsync(string source)
    {
        Skip.If(Obstacle is not null, Obstacle);
        return await Installed.GetOrAdd(source, folder => new(() => InstallOnceAsync(folder))).Value;
    }

    static async Task<string> InstallOnceAsync(string folder)
    {
        var source = Path.Combine(Repository.Root, "ScalewayPoc.Tests", folder);
        var files = Directory.GetFiles(source).Order(StringComparer.Ordinal).ToArray();
        var content = string.Join('\n', files.Select(File.ReadAllText));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12];
        var target = Path.Combine(Repository.Root, "artifacts", "node-tools", hash);
        if (Directory.Exists(target))
        {
            return target;
        }

        // Made beside its place and then moved: another run at the same time sees it whole or not at all.
        var partial = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(partial);
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        }

        var npm = await Command.RunAsync("npm", ["ci", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"]);
        if (npm.ExitCode != 0)
        {
            Directory.Delete(partial, recursive: true);
            Skip.If(true, $"npm cannot install {folder}: {npm.Output}{npm.Error}");
        }

        try
        {
            Directory.Move(partial, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(partial, recursive: true);
        }

        return target;
    }
}
