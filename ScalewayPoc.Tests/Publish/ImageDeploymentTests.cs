using Aspire.Hosting;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Steps with the image of a small program, a registry on this machine, and a program in OpenTofu's place.</summary>
[Collection(RunInProcess.Name)]
[Trait("Category", "Slow")]
public sealed class ImageDeploymentTests : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTofu _tofu = new();
    LoopbackRegistry _registry = null!;

    string Output => Path.Combine(_folder.Path, "out");

    string Images => Path.Combine(Output, "images.auto.tfvars.json");

    public async Task InitializeAsync() => _registry = await LoopbackRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    public void Dispose()
    {
        _tofu.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Plan_after_deploy_keeps_the_digests_until_an_image_changes_and_has_the_functions_package()
    {
        WriteProgram("first");
        await RunAsync("deploy");
        var deployed = await File.ReadAllTextAsync(Images);
        Assert.Contains("\"digest\": \"sha256:", deployed, StringComparison.Ordinal);

        await RunAsync("plan");
        Assert.Equal(deployed, await File.ReadAllTextAsync(Images));
        var plans = _tofu.Calls.Where(call => call[0] == "plan").Select(call => call[..^1]).ToList();
        Assert.Equal(plans[0], plans[1]);
        AssertHasFunctionsPackage(plans[1]);

        WriteProgram("second");
        await RunAsync("plan");
        Assert.DoesNotContain("digest", await File.ReadAllTextAsync(Images), StringComparison.Ordinal);
    }

    /// <summary>The path is relative to the configuration, so that the plan can be applied elsewhere.</summary>
    void AssertHasFunctionsPackage(IEnumerable<string> plan)
    {
        var path = Assert.Single(plan, argument => argument.StartsWith("-var=forwarder_package=", StringComparison.Ordinal)).Split('=')[2];
        Assert.False(Path.IsPathRooted(path));
        Assert.Equal(Path.Combine(Output, "forwarder.zip"), Path.GetFullPath(path, _tofu.WorkingDirectory));
        Assert.True(File.Exists(Path.Combine(Output, "forwarder.zip")));
    }

    async Task RunAsync(string step)
    {
        _tofu.Outputs = "{}";
        var model = new PublishModel(
            Output, step, $"--Scaleway:Tofu={_tofu.Program}", $"--Scaleway:Registry={_registry.Host}/space", $"--Scaleway:BaseImage={_registry.BaseImage}");
        model.RemoveImages();
        model.Builder.AddProject("hello", Path.Combine(_folder.Path, "hello", "hello.csproj"))
            .WithQueueTrigger(model.Queue)
            .PublishAsScalewayContainer(container => container.Timeout = TimeSpan.FromSeconds(30));
        Assert.Equal((0, ""), await RunInProcess.RunAsync(model));
    }

    void WriteProgram(string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "hello")).FullName;
        File.WriteAllText(Path.Combine(folder, "hello.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), $"""System.Console.WriteLine("{text}");""");
    }
}
