using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Takes the Aspire dashboard out of the npm package of the Aspire command line, once per version and user. The folder
/// appears by a rename when it is complete, and one process at a time makes it.
/// </summary>
sealed class DashboardInstaller(ProcessWatchdog watchdog, ILogger logger)
{
    // To show progress by; the size of the package of 13.5.4.
    const long TypicalPackageSize = 127_000_000;

    static readonly string Version = typeof(DashboardInstaller).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "AspireVersion").Value!;

    static readonly string Cache = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
        : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "scalewaypoc", "aspire-dashboard");

    static readonly string Package = "@microsoft/aspire-cli-"
        + (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux")
        + "-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";
    public static string Program { get; } = Path.Combine(Cache, Version, "aspire-managed" + Suffix);

    /// <summary>npm, or null where there is none.</summary>
    public static string? Npm { get; } = Unix.Find(OperatingSystem.IsWindows() ? "npm.cmd" : "npm");

    public static string Description { get; } = $"npm package {Package} {Version}, 127 MB, once";

    /// <summary>Makes sure that <see cref="Program"/> is there.</summary>
    /// <exception cref="IOException">npm cannot get the package; the message is npm's own.</exception>
    public async Task InstallAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Cache);
        using var turn = await WaitForTurnAsync(stop).ConfigureAwait(false);
        if (File.Exists(Program))
        {
            return;
        }
        foreach (var leftOver in Directory.EnumerateDirectories(Cache, ".install-*"))
        {
            Directory.Delete(leftOver, recursive: true);
        }
        var folder = Directory.CreateDirectory(Path.Combine(Cache, $".install-{Guid.NewGuid():n}")).FullName;
        try
        {
            logger.LogInformation("Installing the Aspire dashboard ({Description})...", Description);
            await DownloadAsync(folder, stop).ConfigureAwait(false);
            await UnpackAsync(folder, stop).ConfigureAwait(false);
            logger.LogInformation("Installed the Aspire dashboard.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task DownloadAsync(string folder, CancellationToken stop)
    {
        using var downloading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var progress = ShowProgressAsync(folder, downloading.Token);
        // A cache of its own tells how far it is, and leaves the user's as it was. Scripts of the package are not run.
        await RunAsync(Npm!, ["pack", $"{Package}@{Version}", "--ignore-scripts", "--pack-destination", folder, "--cache", Path.Combine(folder, "npm")], folder, folder, stop).ConfigureAwait(false);
        await downloading.CancelAsync().ConfigureAwait(false);
        await progress.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task UnpackAsync(string folder, CancellationToken stop)
    {
        var archive = Directory.EnumerateFiles(folder, "*.tgz").Single();
        await using (var file = File.OpenRead(archive))
        {
            await using var content = new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(content, folder, overwriteFiles: false, stop).ConfigureAwait(false);
        }
        // The command line carries the dashboard inside and unpacks it into its home.
        await RunAsync(Path.Combine(folder, "package", "bin", "aspire" + Suffix), ["setup", "--non-interactive", "--nologo"], folder, Path.Combine(folder, "home"), stop).ConfigureAwait(false);
        var dashboard = Directory.EnumerateFiles(folder, "aspire-managed" + Suffix, SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new IOException($"{Package} {Version} holds no dashboard.");
        Directory.Move(Path.GetDirectoryName(dashboard)!, Path.GetDirectoryName(Program)!);
    }

    async Task RunAsync(string program, string[] arguments, string folder, string home, CancellationToken stop)
    {
        var output = new List<string>();
        using var process = ManagedProcess.Start(program, arguments, folder,
            new Dictionary<string, string> { ["ASPIRE_HOME"] = home, ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" }, watchdog, (line, _) =>
            {
                lock (output)
                {
                    output.Add(line);
                }
            });
        try
        {
            if (await process.Exited.WaitAsync(stop).ConfigureAwait(false) != 0 && (program == Npm || !Directory.Exists(home)))
            {
                throw new IOException(output.FirstOrDefault(line => line.Contains("npm error", StringComparison.Ordinal) && !line.Contains(" code ", StringComparison.Ordinal)) ?? output.LastOrDefault() ?? $"{program} failed.");
            }
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            throw;
        }
    }

    async Task ShowProgressAsync(string folder, CancellationToken stop)
    {
        for (var shown = 0L; ;)
        {
            await Task.Delay(500, stop).ConfigureAwait(false);
            long size;
            try
            {
                size = new DirectoryInfo(Path.Combine(folder, "npm")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            }
            catch (IOException)
            {
                continue;
            }
            var percent = Math.Min(100, size * 100 / TypicalPackageSize);
            if (percent >= shown + 10)
            {
                shown = percent - percent % 10;
                logger.LogInformation("Downloading the Aspire dashboard: {Percent} %", shown);
            }
        }
    }

    static async Task<FileStream> WaitForTurnAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return new(Path.Combine(Cache, Version + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(500, stop).ConfigureAwait(false);
            }
        }
    }
}
