using Aspire.Hosting;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Manifest;
using ScalewayPoc.Tests.Application;
using ScalewayPoc.Tests.Iac;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The published folder that is deployed without the repository.</summary>
[Collection(RunInProcess.Name)]
public sealed class HandOverTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Output => Path.Combine(_folder.Path, "out");

    string[] Example => File.ReadAllLines(Path.Combine(Output, "variables.env.example"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_has_every_file_of_the_configuration_and_a_readme_of_ten_lines()
    {
        await PublishAsync("--Scaleway:HandOver=true");

        var modules = DirectorySnapshot.Read(Path.Combine(IacFiles.Iac, "modules"));
        Assert.NotEmpty(modules);
        DirectorySnapshot.AssertSame(modules, DirectorySnapshot.Read(Path.Combine(Output, "iac", "modules")));
        var root = Directory.GetFiles(IacFiles.Iac, "*.tf").Select(Path.GetFileName).Where(name => name != "backend.tf").Order(StringComparer.Ordinal);
        Assert.Equal(root, Directory.GetFiles(Path.Combine(Output, "iac"), "*.tf").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(10, File.ReadAllLines(Path.Combine(Output, "README.md")).Length);
        Assert.True(File.Exists(Path.Combine(Output, "scaleway.auto.tfvars.json")));
    }

    [SkippableFact]
    public async Task Example_names_every_variable_that_has_no_default_and_no_value_in_the_manifest()
    {
        await WriteAsync(new PublishModel());

        var documents = await IacFiles.ParseAsync();
        var required = documents.Where(document => !document.Key.Contains('/') && document.Key != "manifest.tf")
            .SelectMany(document => document.Value!["variable"]?.AsObject() ?? [])
            .Where(variable => variable.Value![0]!["default"] is null && !variable.Value[0]!.AsObject().ContainsKey("default"))
            .Select(variable => $"TF_VAR_{variable.Key}").ToList();
        Assert.Contains("TF_VAR_project_id", required);
        string[] provider = ["SCW_ACCESS_KEY", "SCW_SECRET_KEY", "SCW_DEFAULT_ORGANIZATION_ID"];
        Assert.Equal(provider.Concat(required).Order(), Example.Where(line => !line.StartsWith('#')).Select(line => line.Split('=')[0]).Order());
        Assert.Contains("TF_VAR_project_id=''", Example);
        Assert.All(Example.Index().Where(line => line.Index % 2 == 0), line => Assert.Matches("^# .+[.]", line.Item));
    }

    [Fact]
    public async Task Example_names_the_secrets_of_the_application()
    {
        var model = new PublishModel();
        model.Api.WithEnvironment("TOKEN", model.Builder.AddParameter("token", secret: true));
        await WriteAsync(model);
        Assert.Contains("""TF_VAR_secret_values='{"token":""}'""", Example);
    }

    [Fact]
    public async Task State_and_backend_of_an_earlier_deployment_stay()
    {
        var configuration = Directory.CreateDirectory(Path.Combine(Output, "iac", "modules")).Parent!.FullName;
        string[] kept = ["terraform.tfstate", "backend.tf", "terraform.tfvars"];
        string[] replaced = ["old.tf", "modules/old.tf"];
        foreach (var file in kept.Concat(replaced))
        {
            await File.WriteAllTextAsync(Path.Combine(configuration, file), "mine");
        }
        await WriteAsync(new PublishModel());
        Assert.All(kept, file => Assert.Equal("mine", File.ReadAllText(Path.Combine(configuration, file))));
        Assert.All(replaced, file => Assert.False(File.Exists(Path.Combine(configuration, file))));
    }

    [Theory]
    [InlineData("--Scaleway:HandOver=false", 0)]
    [InlineData("--Scaleway:HandOver=yes", 1)]
    public async Task Without_the_setting_only_the_manifest_is_written_and_another_value_is_refused(string option, int expected)
    {
        var (exitCode, error) = await RunAsync(option);
        Assert.Equal(expected, exitCode);
        Assert.Equal(expected == 0 ? "" : "--Scaleway:HandOver=yes is not valid; allowed: true, false.", error.Trim());
        Assert.False(Directory.Exists(Path.Combine(Output, "iac")));
        Assert.Equal(expected == 0, File.Exists(Path.Combine(Output, "scaleway.auto.tfvars.json")));
    }

    async Task PublishAsync(string option) => Assert.Equal((0, ""), await RunAsync(option));

    Task<(int ExitCode, string Error)> RunAsync(string option)
    {
        var model = new PublishModel(Output, "publish", option);
        model.RemoveImages();
        return RunInProcess.RunAsync(model);
    }

    async Task WriteAsync(PublishModel model) =>
        ManifestWriter.Write(ManifestBuilder.Build(await model.ReadAsync()), site: null, Output, IacFiles.Iac);
}
