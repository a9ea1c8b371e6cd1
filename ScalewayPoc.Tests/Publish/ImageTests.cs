using System.Text.Json;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Images;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Images of a small program, with a registry on this machine that has an empty base image.</summary>
public sealed class ImageTests : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();
    LoopbackRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await LoopbackRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_image_is_tagged_by_its_content_and_pushed_with_its_digest()
    {
        var (here, there) = (Builder("here", "first"), Builder("there", "first"));
        var tag = await here.TagAsync(CancellationToken.None);
        Assert.Equal(tag, await there.TagAsync(CancellationToken.None));

        var digest = await here.PushAsync(tag, $"{_registry.Host}/space", secretKey: null, CancellationToken.None);
        var manifest = _registry.Manifests[$"space/hello:{tag}"];
        Assert.Equal(LoopbackRegistry.Digest(manifest), digest);
        using var config = JsonDocument.Parse(ConfigOf(manifest));
        Assert.Equal(("linux", "amd64"), (config.RootElement.GetProperty("os").GetString(), config.RootElement.GetProperty("architecture").GetString()));
        Assert.Equal("1654", config.RootElement.GetProperty("config").GetProperty("User").GetString());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_program_that_does_not_build_fails_with_a_sentence()
    {
        var failure = await Assert.ThrowsAsync<ScalewayPublishException>(() => Builder("broken", "\" is no C#").TagAsync(CancellationToken.None));
        Assert.Equal("hello: dotnet publish ended with exit code 1; the output above has the cause.", failure.Message);
    }

    [Fact]
    public void The_tag_depends_on_names_contents_and_base_and_on_nothing_else()
    {
        string Tag(string folder, string baseImage = "base", params (string Name, string Content)[] files)
        {
            foreach (var (name, content) in files)
            {
                var path = Path.Combine(_folder.Path, folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, content);
            }
            return ContentTag.Of(Path.Combine(_folder.Path, folder), baseImage);
        }

        var tag = Tag("a", "base", ("x", "1"), ("sub/y", "2"));
        Assert.Matches("^[0-9a-f]{20}$", tag);
        Assert.Equal(tag, Tag("b", "base", ("sub/y", "2"), ("x", "1")));
        Assert.NotEqual(tag, Tag("c", "base", ("x", "1"), ("sub/y", "3")));
        Assert.NotEqual(tag, Tag("d", "base", ("x", "1"), ("sub/z", "2")));
        Assert.NotEqual(tag, Tag("a", "other base"));
    }

    [Fact]
    public void Build_and_push_write_the_variable_images()
    {
        ImageList.Set("worker", new() { Tag = "b" }, _folder.Path);
        ImageList.Set("api", new() { Tag = "a" }, _folder.Path);
        ImageList.Set("api", ImageList.Find("api", _folder.Path)! with { Digest = "sha256:0" }, _folder.Path);

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "images.auto.tfvars.json")));
        Assert.Equal(
            """{"images":{"$schema":"./scaleway.schema.json","containers":{"api":{"digest":"sha256:0","tag":"a"},"worker":{"tag":"b"}},"kind":"scaleway-images","version":3}}""",
            JsonSerializer.Serialize(json.RootElement));
    }

    [Theory]
    [InlineData("not json", "is not valid")]
    [InlineData("""{"images":{"kind":"scaleway-images","version":2}}""", "has version 2, expected 3")]
    public void An_image_list_of_another_format_is_refused_with_a_fix(string text, string error)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "images.auto.tfvars.json"), text);
        var failure = Assert.Throws<ScalewayPublishException>(() => ImageList.Find("api", _folder.Path));
        Assert.Contains(error, failure.Message, StringComparison.Ordinal);
        Assert.Contains("step build again", failure.Message, StringComparison.Ordinal);
    }

    ImageBuilder Builder(string folder, string text)
    {
        var project = Path.Combine(_folder.Path, folder, "hello", "hello.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        File.WriteAllText(project, """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(project)!, "Program.cs"), $"""System.Console.WriteLine("{text}");""");
        return new(project, "hello", _registry.BaseImage, _ => { });
    }

    byte[] ConfigOf(byte[] manifest)
    {
        using var json = JsonDocument.Parse(manifest);
        return _registry.Blob(json.RootElement.GetProperty("config").GetProperty("digest").GetString()!);
    }
}
