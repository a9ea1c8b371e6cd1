namespace ScalewayPoc.Benchmarks.Support;

/// <summary>Programs on Node.js.</summary>
static class NodeFolder
{
    /// <summary>Installs the packages of a folder's lock file under artifacts/ where they are missing. Returns the path of the program.</summary>
    /// <param name="folder">The folder, from ScalewayPoc.Benchmarks.</param>
    /// <param name="program">Name of the file to run.</param>
    /// <exception cref="BenchmarkException">npm is missing or fails.</exception>
    public static string Install(string folder, string program)
    {
        var source = Repository.File($"ScalewayPoc.Benchmarks/{folder}");
        var target = Repository.File($"artifacts/benchmarks/{folder}");
        var installed = Path.Combine(target, "node_modules", ".package-lock.json");
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
        if (!File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(source, "package-lock.json")))
        {
            Programs.Run(Programs.Require("npm", "install Node.js 20 or later"), "ci", "--prefix", target, "--ignore-scripts", "--no-audit", "--no-fund");
        }
        return Path.Combine(target, program);
    }
}
