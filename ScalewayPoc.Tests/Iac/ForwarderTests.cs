using System.IO.Compression;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Manifest;
using ScalewayPoc.Tests.Application;
using ScalewayPoc.Tests.Publish;

namespace ScalewayPoc.Tests.Iac;

/// <summary>The Function that passes a queue's messages on to a private container.</summary>
public sealed class ForwarderTests
{
    static readonly string Forwarder = Path.Combine(IacFiles.Iac, "modules", "functions", "forwarder");

    [SkippableFact]
    public async Task Its_own_tests_pass()
    {
        Skip.IfNot(Command.IsOnPath("node"), "Node.js is not on PATH.");

        (await Command.RunAsync("node", ["--test"], Forwarder)).MustSucceed();
    }

    [Fact]
    public void Package_has_the_sources_and_the_same_bytes_each_time()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (Path.Combine(folder.Path, "first.zip"), Path.Combine(folder.Path, "second.zip"));
        ForwarderPackage.Write(first);
        ForwarderPackage.Write(second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));

        using var package = ZipFile.OpenRead(first);
        Assert.Equal(["handler.js", "package.json"], package.Entries.Select(entry => entry.FullName));
        Assert.All(package.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        var packed = package.Entries.ToDictionary(entry => entry.FullName, entry => new StreamReader(entry.Open()).ReadToEnd());
        var sources = Directory.GetFiles(Path.Combine(Forwarder, "src")).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        Assert.Equal(sources, packed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Package_is_published_only_with_a_function(bool withFunction)
    {
        using var folder = new TemporaryFolder();
        var package = Path.Combine(folder.Path, "forwarder.zip");
        await File.WriteAllTextAsync(package, "of an earlier model");
        var manifest = ManifestBuilder.Build(await new PublishModel().ReadAsync());
        if (!withFunction)
        {
            manifest.Functions.Clear();
        }
        ManifestWriter.Write(manifest, site: null, folder.Path);
        Assert.Equal(withFunction, File.Exists(package));
        if (withFunction)
        {
            using var zip = ZipFile.OpenRead(package);
            Assert.NotNull(zip.GetEntry("handler.js"));
        }
    }
}
