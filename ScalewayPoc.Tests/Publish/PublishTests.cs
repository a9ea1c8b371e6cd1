using System.Text;
using System.Text.Json;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>What <c>--step publish</c> writes for the system itself.</summary>
public sealed class PublishTests : IDisposable
{
    const string Secret = "hunter2-Sentinel!";

    readonly TemporaryFolder _folder = new();

    string Directory => Path.Combine(_folder.Path, "out");

    // Whether the site of this clone has been built says nothing about publish.
    string Site => Path.Combine(_folder.Path, "site");

    [Fact]
    public async Task The_output_is_the_one_that_was_reviewed()
    {
        await PublishAsync();
        DirectorySnapshot.Verify(Directory, "default");
    }

    [Fact]
    public async Task Publishing_twice_gives_the_same_bytes_and_removes_only_what_publish_wrote()
    {
        await PublishAsync();
        var first = DirectorySnapshot.Read(Directory);
        await File.WriteAllTextAsync(Path.Combine(Directory, "gone.container.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(Directory, "terraform.tfvars"), "mine");

        await PublishAsync();

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Directory, "terraform.tfvars")));
        File.Delete(Path.Combine(Directory, "terraform.tfvars"));
        DirectorySnapshot.AssertSame(first, DirectorySnapshot.Read(Directory));
        Assert.Equal([Directory], System.IO.Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task It_needs_no_parameter_value_and_no_secret_or_path_gets_into_the_output()
    {
        await PublishAsync(new()
        {
            ["Parameters__redis-password"] = Secret,
            ["Parameters__postgres-password"] = Secret,
            ["TF_VAR_secret_values"] = $$"""{"a":"{{Secret}}"}""",
            ["SCW_SECRET_KEY"] = Secret,
        });
        foreach (var (file, bytes) in DirectorySnapshot.Read(Directory))
        {
            var text = Encoding.UTF8.GetString(bytes);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Path.GetDirectoryName(Projects.ScalewayPoc_AppHost.ProjectPath)!, text, StringComparison.Ordinal);
            Assert.True(bytes is [(byte)'{', .., (byte)'}', (byte)'\n'], $"{file} has a byte order mark or no final newline");
            Assert.DoesNotContain('\r', text);
        }
    }

    [Fact]
    public async Task Keys_are_sorted()
    {
        await PublishAsync();
        foreach (var (file, bytes) in DirectorySnapshot.Read(Directory))
        {
            using var json = JsonDocument.Parse(bytes);
            AssertSorted(json.RootElement, file);
        }
    }

    [Fact]
    public async Task The_tag_and_digest_of_a_built_image_are_published()
    {
        System.IO.Directory.CreateDirectory(Directory);
        await File.WriteAllTextAsync(
            Path.Combine(Directory, "images.json"), """{"api":{"digest":"sha256:0","name":"api","tag":"abc"}}""");
        await PublishAsync();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Directory, "api.container.json")));
        Assert.Equal("""{"digest":"sha256:0","name":"api","tag":"abc"}""", JsonSerializer.Serialize(json.RootElement.GetProperty("image")));
    }

    [Fact]
    public async Task The_files_of_the_site_are_published_with_their_headers_and_hash()
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Site, "assets"));
        await File.WriteAllTextAsync(Path.Combine(Site, "index.html"), "<p>");
        await File.WriteAllTextAsync(Path.Combine(Site, "assets", "a.js"), "1");

        await PublishAsync();

        Assert.Equal("<p>", await File.ReadAllTextAsync(Path.Combine(Directory, "site", "index.html")));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Directory, "web.site.json")));
        Assert.Equal(
            """{"assets/a.js":{"cache_control":"public, max-age=31536000, immutable","content_type":"text/javascript; charset=utf-8","""
            + "\"hash\":\"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b\"}"
            + ""","index.html":{"cache_control":"no-cache","content_type":"text/html; charset=utf-8","""
            + "\"hash\":\"33f2799467177287a29260780a107ac98ea63dd6165f67fcc0d74767d0a82090\"}}",
            JsonSerializer.Serialize(json.RootElement));

        System.IO.Directory.Delete(Site, recursive: true);
        await PublishAsync();
        Assert.False(System.IO.Directory.Exists(Path.Combine(Directory, "site")));
    }

    [Fact]
    public async Task A_failure_is_a_sentence_and_an_exit_code_and_leaves_what_was_there()
    {
        await PublishAsync();
        await File.WriteAllTextAsync(Path.Combine(Directory, "images.json"), "not json");
        var before = DirectorySnapshot.Read(Directory);

        var result = await PublishProcess.RunAsync("publish", Directory);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{Path.Combine(Directory, "images.json")} is not what the step build writes", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        DirectorySnapshot.AssertSame(before, DirectorySnapshot.Read(Directory));
        Assert.Equal([Directory], System.IO.Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_unknown_step_is_a_failure()
    {
        var result = await PublishProcess.RunAsync("no-such-step", Directory);
        Assert.NotEqual(0, result.ExitCode);
        Assert.False(System.IO.Directory.Exists(Directory));
    }

    public void Dispose() => _folder.Dispose();

    async Task PublishAsync(Dictionary<string, string>? environment = null)
    {
        var result = await PublishProcess.RunAsync("publish", Directory, environment, $"--Scaleway:SiteFolder={Site}");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Empty(result.Error);
    }

    static void AssertSorted(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var keys = element.EnumerateObject().Select(property => property.Name).ToList();
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            foreach (var property in element.EnumerateObject())
            {
                AssertSorted(property.Value, $"{path}.{property.Name}");
            }
        }
    }
}
