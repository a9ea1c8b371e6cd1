using System.IO.Compression;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// The package of the forwarding Function. The bytes depend on the sources alone, because OpenTofu deploys the Function again
/// when the package's hash changes: fixed times and permissions, sorted entries, and no compression, whose output depends on
/// the version of the runtime.
/// </summary>
static class ForwarderPackage
{
    const string Prefix = "forwarder/";
    const int RegularFile = 0x8000;
    const int ReadableByAll = 0x1A4;

    // The first time that the format has.
    static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string path)
    {
        var assembly = typeof(ForwarderPackage).Assembly;
        using var file = File.Create(path);
        using var package = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var entry = package.CreateEntry(name[Prefix.Length..], CompressionLevel.NoCompression);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = (RegularFile | ReadableByAll) << 16;
            using var source = assembly.GetManifestResourceStream(name)!;
            using var target = entry.Open();
            source.CopyTo(target);
        }
    }
}
