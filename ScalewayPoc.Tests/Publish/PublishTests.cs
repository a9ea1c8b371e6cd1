using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The output of <c>publish</c> for this application. The AppHost runs twice for all tests here.</summary>
[Trait("Category", "Slow")]
public sealed class PublishTests(PublishTests.Published published) : IClassFixture<PublishTests.Published>
{
    const string Secret = "hunter2-Sentinel!";

    [Fact]
    public void The_output_is_the_reviewed_one() => DirectorySnapshot.Verify(published.First, "default", except: "forwarder.zip");

    [Fact]
    public void Publishing_again_without_a_step_gives_the_same_bytes_and_keeps_foreign_files()
    {
        var second = DirectorySnapshot.Read(published.Second);
        Assert.Equal("mine", Encoding.UTF8.GetString(second["terraform.tfvars"]));
        second.Remove("terraform.tfvars");
        DirectorySnapshot.AssertSame(DirectorySnapshot.Read(published.First), second);
    }

    [Fact]
    public void No_secret_and_no_path_is_in_the_output()
    {
        // The package has the sources of the repository and no text of the model.
        foreach (var (file, bytes) in DirectorySnapshot.Read(published.Second).Where(file => file.Key is not ("terraform.tfvars" or "forwarder.zip")))
        {
            var text = Encoding.UTF8.GetString(bytes);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(published.Folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Repository.Root, text, StringComparison.Ordinal);
            Assert.True(bytes is [(byte)'{', .., (byte)'}', (byte)'\n'], $"{file} has a byte order mark or no final newline");
            Assert.DoesNotContain('\r', text);
        }
    }

    [Fact]
    public void Only_the_API_is_public_and_every_container_gets_its_issuer_and_requires_https()
    {
        var containers = JsonNode.Parse(File.ReadAllText(Path.Combine(published.First, "scaleway.auto.tfvars.json")))!["containers"]!.AsObject();
        Assert.Equal(
            [("api", "public"), ("consumer", "private")],
            containers.Select(container => (container.Key, container.Value!["privacy"]!.GetValue<string>())));
        Assert.All(containers, container =>
        {
            Assert.True(container.Value!["https_connections_only"]!.GetValue<bool>());
            Assert.Equal("issuer", container.Value["secrets"]!["Authentication__Issuer"]!.GetValue<string>());
            Assert.Equal("issuer-audience", container.Value["secrets"]!["Authentication__Audience"]!.GetValue<string>());
            Assert.False(container.Value["environment"]!.AsObject().ContainsKey("Authentication__AllowAnonymous"));
        });
    }

    [Fact]
    public void Keys_are_sorted()
    {
        foreach (var (file, bytes) in DirectorySnapshot.Read(published.First).Where(file => file.Key is not ("scaleway.schema.json" or "forwarder.zip")))
        {
            using var json = JsonDocument.Parse(bytes);
            AssertSorted(json.RootElement, file);
        }
    }

    [Fact]
    public void Each_file_conforms_to_the_schema_that_it_names()
    {
        Assert.Equal([], SchemaCheck.Errors(published.First, "scaleway.auto.tfvars.json", manifest => manifest["manifest"]!));
        Assert.Equal([], SchemaCheck.Errors(published.First, "web.site.json", site => site));
    }

    [Fact]
    public async Task A_failing_step_exits_with_1_and_one_line_per_error()
    {
        var result = await PublishProcess.RunAsync("ensure-registry", published.First, environment: null, "--Scaleway:Tofu=no-such-program");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("There is no program no-such-program", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
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

    /// <summary>Two outputs: of the step publish, and of no step in an environment with secrets.</summary>
    public sealed class Published : IAsyncLifetime
    {
        readonly TemporaryFolder _folder = new();

        public string Folder => _folder.Path;

        public string First => Path.Combine(Folder, "first");

        public string Second => Path.Combine(Folder, "second");

        public async Task InitializeAsync()
        {
            await PublishAsync("publish", First);
            Directory.CreateDirectory(Second);
            await File.WriteAllTextAsync(Path.Combine(Second, "terraform.tfvars"), "mine");
            await File.WriteAllTextAsync(Path.Combine(Second, "old.site.json"), "{}");
            await PublishAsync(step: null, Second, new()
            {
                ["Parameters__redis-password"] = Secret,
                ["Parameters__postgres-password"] = Secret,
                ["TF_VAR_secret_values"] = $$"""{"a":"{{Secret}}"}""",
                ["SCW_SECRET_KEY"] = Secret,
            });
        }

        public Task DisposeAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }

        async Task PublishAsync(string? step, string directory, Dictionary<string, string>? environment = null)
        {
            // The output must not depend on whether the site of this clone is built.
            var result = await PublishProcess.RunAsync(step, directory, environment, $"--Scaleway:SiteFolder={Path.Combine(Folder, "site")}");
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
            Assert.Empty(result.Error);
        }
    }
}
