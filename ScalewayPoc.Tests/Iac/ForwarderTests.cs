using System.IO.Compression;

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
    public void Package_holds_the_sources()
    {
        using var package = ZipFile.OpenRead(Path.Combine(Forwarder, "forwarder.zip"));
        var packed = package.Entries.ToDictionary(entry => entry.FullName, entry => new StreamReader(entry.Open()).ReadToEnd());

        var sources = Directory.GetFiles(Path.Combine(Forwarder, "src")).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        Assert.Equal(sources, packed);
    }
}
