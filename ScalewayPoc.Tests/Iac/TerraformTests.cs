using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>What tofu or terraform itself says to iac/, where one of them is on the machine.</summary>
public sealed class TerraformTests
{
    [SkippableFact]
    public async Task Files_are_formatted()
    {
        var program = SchemaProvider.Programs.FirstOrDefault(Command.IsOnPath);
        Skip.If(program is null, "Neither tofu nor terraform is on PATH.");

        (await Command.RunAsync(program!, ["fmt", "-check", "-diff", "-recursive", IacFiles.Iac])).MustSucceed();
    }

    [SkippableFact]
    public async Task Configuration_is_valid_without_a_warning()
    {
        using var provider = await SchemaProvider.StartAsync();

        var result = JsonNode.Parse((await provider.RunAsync("validate", "-json")).Output)!;
        Assert.Equal("[]", result["diagnostics"]!.ToJsonString());
        Assert.True(result["valid"]!.GetValue<bool>());
    }

    [SkippableFact]
    public async Task Configuration_is_valid_with_every_example_in_place()
    {
        var copy = Directory.CreateTempSubdirectory("iac-copy-");
        try
        {
            var files = Directory.GetFiles(IacFiles.Iac, "*", SearchOption.AllDirectories).Where(file => !file.Contains(".terraform"));
            foreach (var file in files)
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(IacFiles.Iac, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target.EndsWith(".example", StringComparison.Ordinal) ? target[..^".example".Length] : target);
            }

            using var provider = await SchemaProvider.StartAsync(copy.FullName);
            (await provider.RunAsync("validate")).MustSucceed();
            (await provider.RunAsync("fmt", "-check", "-recursive")).MustSucceed();
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Tests_with_a_mocked_provider_pass()
    {
        using var provider = await SchemaProvider.StartAsync();

        var result = (await provider.RunAsync("test")).MustSucceed();
        Assert.Contains(", 0 failed.", result.Output, StringComparison.Ordinal);
    }
}
