using System.Text;

namespace ScalewayPoc.Tests.Application;

/// <summary>What a run shows to other users of the machine, and keeps on its disk.</summary>
[Collection(nameof(ApplicationCollection))]
[Trait("Category", "Slow")]
public sealed class SecretTests(ApplicationFixture fixture)
{
    [SkippableFact]
    public async Task Neither_process_arguments_nor_data_files_hold_a_token()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The arguments of processes are read from /proc.");
        var signature = Encoding.ASCII.GetBytes(fixture.Api.Http.DefaultRequestHeaders.Authorization!.Parameter!.Split('.')[2]);
        await fixture.Api.WaitUntilProcessedAsync(await fixture.Api.SendEventAsync("thing.happened", "secret", "1"), TimeSpan.FromSeconds(60));

        var read = Arguments().Concat(Directory.EnumerateFiles(fixture.DataPath, "*", SearchOption.AllDirectories))
            .Select(file => (File: file, Content: Read(file))).ToList();

        // The system itself is among them.
        Assert.Contains(read, r => Contains(r.Content, "ScalewayPoc.Consumer"u8));
        Assert.Contains(read, r => r.File.EndsWith("postmaster.pid", StringComparison.Ordinal));
        Assert.DoesNotContain(read, r => Contains(r.Content, signature));
    }

    static IEnumerable<string> Arguments() =>
        Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])).Select(folder => Path.Combine(folder, "cmdline"));

    static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (IOException)
        {
            // The process has ended, or the file was temporary.
            return [];
        }
    }

    static bool Contains(byte[] content, ReadOnlySpan<byte> text) => content.AsSpan().IndexOf(text) >= 0;
}
