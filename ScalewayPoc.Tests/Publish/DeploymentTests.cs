using Aspire.Hosting;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;
using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The steps deploy and destroy, with a program in OpenTofu's place.</summary>
[Collection(RunInProcess.Name)]
public sealed class DeploymentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTofu _tofu = new();

    string Directory => Path.Combine(_folder.Path, "out");

    string Variables => $"-var-file={Path.Combine(Directory, "scaleway.auto.tfvars.json")}";

    [Fact]
    public async Task Deploy_plans_and_applies_exactly_that_plan()
    {
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        var calls = _tofu.Calls;
        Assert.Equal(["init", "plan", "apply", "output"], calls.Select(call => call[0]));
        Assert.Equal(["init", "-input=false"], calls[0]);
        Assert.Equal(["plan", "-input=false", Variables], calls[1][..^1]);
        var plan = Assert.Single(calls[1], argument => argument.StartsWith("-out=", StringComparison.Ordinal))["-out=".Length..];
        Assert.Equal(["apply", "-input=false", plan], calls[2]);
        Assert.Equal(["output", "-json"], calls[3]);
        Assert.False(File.Exists(plan));
        Assert.EndsWith(Path.Combine("", "iac"), _tofu.WorkingDirectory, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Directory, "scaleway.auto.tfvars.json")));
    }

    [Fact]
    public async Task The_registry_is_made_before_anything_is_pushed_to_it()
    {
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("provide-registry"));
        Assert.Equal(0, exitCode);
        Assert.Equal(["init", "plan", "apply", "output"], _tofu.Calls.Select(call => call[0]));
        Assert.Contains("-target=module.registry", _tofu.Calls[1]);
    }

    [Fact]
    public async Task A_given_registry_is_used_as_it_is()
    {
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("provide-registry", "--Scaleway:Registry=registry.test/space"));
        Assert.Equal(0, exitCode);
        Assert.Empty(_tofu.Calls);
    }

    [Fact]
    public async Task Without_the_registrys_address_nothing_is_pushed()
    {
        var model = ModelWithoutImages("provide-registry");
        _tofu.Outputs = "{}";
        var (exitCode, error) = await RunInProcess.RunAsync(model);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("OpenTofu gave no registry_endpoint", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_tofu_ends_the_step_with_its_exit_code_named()
    {
        _tofu.FailingCommand = "plan";
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));
        Assert.Equal(1, exitCode);
        Assert.Equal("tofu plan ended with exit code 1; its output above says why.", error.Trim());
        Assert.Equal(["init", "plan"], _tofu.Calls.Select(call => call[0]));
    }

    [Fact]
    public async Task Without_tofu_a_sentence_says_where_to_get_it()
    {
        var missing = Path.Combine(_folder.Path, "no-tofu");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy", $"--Scaleway:Tofu={missing}"));
        Assert.Equal(1, exitCode);
        Assert.Contains($"there is no program {missing}", error, StringComparison.Ordinal);
        Assert.Contains("https://opentofu.org/", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroy_deletes_after_the_name_was_typed()
    {
        _tofu.State = "module.redis.scaleway_redis_cluster.this\n";
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("destroy"), input: "scaleway\n");
        Assert.Equal(0, exitCode);
        Assert.Equal(["destroy", "-input=false", "-auto-approve", Variables], _tofu.Calls[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes\n")]
    public async Task Destroy_deletes_nothing_without_the_name(string answer)
    {
        _tofu.State = "module.redis.scaleway_redis_cluster.this\n";
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("destroy"), answer);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Nothing was deleted: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "destroy");
    }

    [Fact]
    public async Task Destroy_asks_nothing_with_yes()
    {
        _tofu.State = "module.redis.scaleway_redis_cluster.this\n";
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("destroy", "--yes", "true"));
        Assert.Equal(0, exitCode);
        Assert.Equal("destroy", _tofu.Calls[^1][0]);
    }

    [Fact]
    public async Task Destroy_of_nothing_does_nothing()
    {
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("destroy", "--yes", "true"));
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "destroy");
    }

    [Fact]
    public async Task A_bad_model_fails_with_every_sentence_and_writes_nothing()
    {
        var model = new PublishModel(Directory);
        (model.ApiOptions.CpuLimit, model.RedisOptions.ClusterSize) = (1, 9);

        var (exitCode, error) = await RunInProcess.RunAsync(model);

        Assert.Equal(1, exitCode);
        Assert.Equal(["api", "redis"], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(sentence => sentence.Split(':')[0]));
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(null, "api: the secret token of the variable TOKEN has no value")]
    [InlineData("not json", "TF_VAR_secret_values is not a JSON object")]
    [InlineData("""{"token":"LONG"}""", "api: the secret token of the variable TOKEN has 65537 bytes; allowed are 65536")]
    public async Task A_secret_without_a_usable_value_is_named_but_not_told(string? values, string sentence)
    {
        var model = new PublishModel();
        model.Api.WithEnvironment("TOKEN", model.Builder.AddParameter("token", secret: true));
        var read = await model.ReadAsync();

        var failure = Assert.Throws<ScalewayPublishException>(() =>
            SecretValues.Check(read, values?.Replace("LONG", new string('x', 65_537), StringComparison.Ordinal)));

        Assert.StartsWith(sentence, Assert.Single(failure.Sentences), StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", failure.Message, StringComparison.Ordinal);
        SecretValues.Check(read, """{"token":"x"}""");
    }

    public void Dispose()
    {
        _tofu.Dispose();
        _folder.Dispose();
    }

    PublishModel ModelWithoutImages(string step, params string[] options)
    {
        var model = new PublishModel(Directory, step, [$"--Scaleway:Tofu={_tofu.Program}", .. options]);
        _tofu.Outputs = """{"registry_endpoint":{"sensitive":false,"type":"string","value":"registry.test/space"}}""";
        model.RemoveImages();
        return model;
    }
}
