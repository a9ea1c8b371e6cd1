using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The site in the steps build and deploy, with a program in OpenTofu's place and an S3 server.</summary>
[Collection(RunInProcess.Name)]
public sealed class SiteDeploymentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTofu _tofu = new();
    readonly string?[] _keys = [Environment.GetEnvironmentVariable(SiteBucket.AccessVariable), Environment.GetEnvironmentVariable(SiteBucket.SecretVariable)];

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
    public async Task Config_json_has_the_values_of_the_deployment_which_is_refused_without_them()
    {
        await using var server = await S3Process.StartAsync();
        WriteDist();
        SetOutputs(server.Endpoint);

        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithConfiguration());
        Assert.Equal(1, exitCode);
        Assert.StartsWith("web: the secret issuer of the variable issuer has no value", Assert.Single(Sentences(error)), StringComparison.Ordinal);
        Assert.Empty(_tofu.Calls);

        Environment.SetEnvironmentVariable(SecretValues.Variable, """{"issuer":"https://issuer.test"}""");
        Assert.Equal((0, ""), await RunInProcess.RunAsync(ModelWithConfiguration()));
        Assert.Equal("""{"clientId":"web","issuer":"https://issuer.test"}""", await server.Visitor.GetStringAsync("config.json"));

        PublishModel ModelWithConfiguration()
        {
            var model = ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}");
            var options = model.Builder.Resources.OfType<StaticSiteResource>().Single();
            model.Builder.CreateResourceBuilder(options).PublishAsStaticSite(Dist, site =>
            {
                site.Configuration["issuer"] = model.Builder.AddParameter("issuer").Resource;
                site.Configuration["clientId"] = "web";
            });
            return model;
        }
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

    [SkippableTheory]
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

    [SkippableFact]
    public async Task Without_the_sites_files_nothing_is_deployed()
    {
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.Equal($"web: index.html does not exist in {Dist}. Build the site, or name a built one with --Scaleway:SiteFolder=PATH.", Assert.Single(Sentences(error)));
        Assert.Empty(_tofu.Calls);
    }

    [SkippableFact]
    public async Task Without_a_bucket_a_sentence_says_so()
    {
        WriteDist();
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy", $"--Scaleway:SiteFolder={Dist}"));
        Assert.Equal(1, exitCode);
        Assert.Equal("OpenTofu returned no bucket, so web cannot be uploaded.", Assert.Single(Sentences(error)));
    }

    [SkippableFact]
    public async Task A_site_that_does_not_build_ends_the_step_with_a_sentence()
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);
        WriteSource("process.exit(3)");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithSite("deploy"));
        Assert.Equal(1, exitCode);
        Assert.Equal("web: npm run build ended with exit code 3; the output above has the cause.", Assert.Single(Sentences(error)));
        Assert.Empty(_tofu.Calls);
    }

    [SkippableFact]
    public async Task The_files_of_the_site_are_published_with_their_headers_and_hash()
    {
        var output = Path.Combine(_folder.Path, "out");
        Directory.CreateDirectory(Path.Combine(Dist, "assets"));
        await File.WriteAllTextAsync(Path.Combine(Dist, "index.html"), "<p>");
        await File.WriteAllTextAsync(Path.Combine(Dist, "assets", "a.js"), "1");

        Assert.Equal((0, ""), await RunInProcess.RunAsync(ModelWithSite("publish")));

        Assert.Equal("<p>", await File.ReadAllTextAsync(Path.Combine(output, "site", "index.html")));
        var expected = JsonNode.Parse("""
            {
              "$schema": "./scaleway.schema.json",
              "files": {
                "assets/a.js": {
                  "cache_control": "public, max-age=31536000, immutable",
                  "content_type": "text/javascript; charset=utf-8",
                  "hash": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
                },
                "index.html": {
                  "cache_control": "no-cache",
                  "content_type": "text/html; charset=utf-8",
                  "hash": "33f2799467177287a29260780a107ac98ea63dd6165f67fcc0d74767d0a82090"
                }
              },
              "kind": "scaleway-site",
              "version": 3
            }
            """)!;
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "web.site.json")))!.ToJsonString());

        Directory.Delete(Dist, recursive: true);
        Assert.Equal((0, ""), await RunInProcess.RunAsync(ModelWithSite("publish")));
        Assert.False(Directory.Exists(Path.Combine(output, "site")));
    }

    public void Dispose()
    {
        SetKeys(_keys[0], _keys[1]);
        Environment.SetEnvironmentVariable(SecretValues.Variable, null);
        _tofu.Dispose();
        _folder.Dispose();
    }

    static string[] Sentences(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static void SetKeys(string? access, string? secret)
    {
        Environment.SetEnvironmentVariable(SiteBucket.AccessVariable, access);
        Environment.SetEnvironmentVariable(SiteBucket.SecretVariable, secret);
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
