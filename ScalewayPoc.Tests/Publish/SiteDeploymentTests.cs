using System.Text.Json;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The site in the steps build and deploy, with a program in OpenTofu's place and an S3 server.</summary>
[Collection(RunInProcess.Name)]
public sealed class SiteDeploymentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTofu _tofu = new();
    readonly string?[] _keys = [Environment.GetEnvironmentVariable(SiteKeys.AccessVariable), Environment.GetEnvironmentVariable(SiteKeys.SecretVariable)];

    public SiteDeploymentTests() => SetKeys(S3Process.Key, S3Process.Key);

    string Source => Path.Combine(_folder.Path, "source");

    string Dist => Path.Combine(Source, "dist");

    [SkippableFact]
    public async Task Deploy_builds_the_site_and_uploads_it_to_the_bucket_that_was_made()
    {
        await using var server = await S3Process.StartAsync();
        WriteSource("""require("node:fs").mkdirSync("dist"); require("node:fs").writeFileSync("dist/index.html", "built")""");
        SetOutputs(server.Endpoint);

        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy"));

        Assert.Equal(("", 0), (error, exitCode));
        Assert.Equal(["init", "output", "plan", "show", "apply", "output", "output", "output"], _tofu.Calls.Select(call => call[0]));
        Assert.Equal("built", await server.Visitor.GetStringAsync("index.html"));
    }

    [SkippableFact]
    public async Task Keys_that_the_bucket_refuses_are_a_sentence_and_an_exit_code()
    {
        await using var server = await S3Process.StartAsync();
        WriteDist();
        SetOutputs(server.Endpoint);
        SetKeys("nobody", "wrong");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The bucket site refuses the keys", Assert.Single(Sentences(error)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "secret", "SCW_ACCESS_KEY is not set: ")]
    [InlineData("access", "", "SCW_SECRET_KEY is not set: ")]
    public async Task Without_keys_nothing_is_deployed(string? access, string? secret, string sentence)
    {
        WriteDist();
        SetKeys(access, secret);
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.StartsWith(sentence, Assert.Single(Sentences(error)), StringComparison.Ordinal);
        Assert.Empty(_tofu.Calls);
    }

    [Fact]
    public async Task Without_the_sites_files_nothing_is_deployed()
    {
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.Equal($"web: there is no index.html in {Dist}, so there is no site to deploy. Build it.", Assert.Single(Sentences(error)));
        Assert.Empty(_tofu.Calls);
    }

    [Fact]
    public async Task Without_a_bucket_a_sentence_says_so()
    {
        WriteDist();
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.Equal("OpenTofu gave no bucket: there is no bucket to upload web to.", Assert.Single(Sentences(error)));
    }

    [SkippableFact]
    public async Task A_site_that_does_not_build_ends_the_step_with_a_sentence()
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);
        WriteSource("process.exit(3)");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy"));
        Assert.Equal(1, exitCode);
        Assert.Equal("web: npm run build ended with exit code 3; its output above says why.", Assert.Single(Sentences(error)));
        Assert.Empty(_tofu.Calls);
    }

    public void Dispose()
    {
        SetKeys(_keys[0], _keys[1]);
        _tofu.Dispose();
        _folder.Dispose();
    }

    static string[] Sentences(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static void SetKeys(string? access, string? secret)
    {
        Environment.SetEnvironmentVariable(SiteKeys.AccessVariable, access);
        Environment.SetEnvironmentVariable(SiteKeys.SecretVariable, secret);
        Environment.SetEnvironmentVariable("SCW_DEFAULT_ORGANIZATION_ID", access is null ? null : "99999999-9999-9999-9999-999999999999");
    }

    void SetOutputs(string endpoint)
    {
        var outputs = new Dictionary<string, string> { ["bucket"] = S3Process.Bucket, ["bucket_region"] = S3Process.Region, ["bucket_endpoint"] = endpoint };
        _tofu.Outputs = JsonSerializer.Serialize(outputs.ToDictionary(output => output.Key, output => new { sensitive = false, type = "string", value = output.Value }));
    }

    void WriteDist()
    {
        Directory.CreateDirectory(Dist);
        File.WriteAllText(Path.Combine(Dist, "index.html"), "built before");
    }

    /// <summary>A site with nothing to install, which a script of one line builds.</summary>
    void WriteSource(string script)
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "build.cjs"), script);
        File.WriteAllText(Path.Combine(Source, "package.json"), """{"name":"site","version":"1.0.0","scripts":{"build":"node build.cjs"}}""");
        File.WriteAllText(
            Path.Combine(Source, "package-lock.json"), """{"name":"site","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"site","version":"1.0.0"}}}""");
    }

    PublishModel ModelWithSite(string step, params string[] options)
    {
        var model = new PublishModel(
            Path.Combine(_folder.Path, "out"), step, [$"--Scaleway:Tofu={_tofu.Program}", "--Scaleway:Registry=registry.test/space", .. options]);
        model.Builder.AddStaticSite("web", Dist).WithNpmBuild(Source);
        model.RemoveImages();
        return model;
    }
}
