using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Manifest;
using PublicApiGenerator;

namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// Files that are generated from the types of the publish target. With <c>UPDATE_SNAPSHOTS=1</c> a test writes its file instead
/// of comparing it.
/// </summary>
public sealed class ManifestFormatTests
{
    static readonly string Library = Path.Combine(Repository.Root, "ScalewayPoc.Hosting.Scaleway");
    static readonly string Iac = Path.Combine(Repository.Root, "iac");

    [Fact]
    public void The_schema_is_generated_from_the_types() =>
        Verify(Path.Combine(Library, "Manifest", "scaleway.schema.json"), ManifestFormat.Schema());

    [Fact]
    public void The_tables_of_MANIFEST_md_are_generated_from_the_types()
    {
        const string Begin = "<!-- generated: fields -->\n";
        const string End = "<!-- end -->";
        var path = Path.Combine(Iac, "MANIFEST.md");
        var text = File.ReadAllText(path);
        var (before, after) = (text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)], text[text.IndexOf(End, StringComparison.Ordinal)..]);
        Verify(path, $"{before}\n{ManifestFormat.Tables()}\n{after}");
    }

    [Fact]
    public async Task The_example_is_published_from_a_model_with_every_option()
    {
        var model = await ExampleModel().ReadAsync();
        Assert.Equal([], Aspire.Hosting.Scaleway.Validation.PlatformValidator.Validate(model).Select(error => error.ToString()));
        Verify(
            Path.Combine(Iac, "examples", "scaleway.auto.tfvars.json"),
            ManifestJson.Write(ManifestBuilder.Build(model), ManifestJsonContext.Default.ManifestDocument));
    }

    [Fact]
    public void The_public_api_is_the_listed_one() =>
        Verify(
            Path.Combine(Library, "api", "ScalewayPoc.Hosting.Scaleway.cs"),
            typeof(ScalewayEnvironmentResource).Assembly.GeneratePublicApi(new() { IncludeAssemblyAttributes = false })
                .ReplaceLineEndings("\n").TrimEnd() + "\n");

    static PublishModel ExampleModel()
    {
        var model = new PublishModel();
        model.Api.WithEnvironment("Some__ApiKey", model.Builder.AddParameter("some-api-key", secret: true));
        model.ApiOptions.Privacy = ContainerPrivacy.Public;
        model.ApiOptions.LocalStorageLimitBytes = 1_000_000_000;
        model.ApiOptions.Probe("/alive");
        model.WorkerOptions.MinScale = 1;
        model.WorkerOptions.Scaling = ScalewayScaling.OnCpuUsage(70);
        model.WorkerOptions.Grant(model.DeadLetters, QueuePermissions.Receive);
        model.Builder.AddProject<Projects.ScalewayPoc_Api>("reporter").PublishAsScalewayContainer(container =>
        {
            container.MinScale = 1;
            container.Scaling = ScalewayScaling.OnMemoryUsage(80);
        });
        model.RedisOptions.Settings["maxmemory-policy"] = "noeviction";
        model.Builder.AddStaticSite("web", "dist");
        return model;
    }

    static void Verify(string path, string generated)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, generated);
            return;
        }
        Assert.True(File.Exists(path), $"{path} does not exist. Create it with UPDATE_SNAPSHOTS=1.");
        Assert.Equal(generated, File.ReadAllText(path));
    }
}
