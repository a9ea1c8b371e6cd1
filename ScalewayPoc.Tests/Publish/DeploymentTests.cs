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

    [SkippableFact]
    public async Task Deploy_applies_exactly_the_plan_that_it_shows()
    {
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        var calls = _tofu.Calls;
        Assert.Equal(["init", "output", "plan", "show", "apply", "output", "output"], calls.Select(call => call[0]));
        Assert.Equal(["init", "-input=false"], calls[0]);
        Assert.Equal(["plan", "-input=false", Variables, "-var=protect_data=false"], calls[2][..^1]);
        var plan = Assert.Single(calls[2], argument => argument.StartsWith("-out=", StringComparison.Ordinal))["-out=".Length..];
        Assert.Equal(["show", "-json", plan], calls[3]);
        Assert.Equal(["apply", "-input=false", plan], calls[4]);
        Assert.False(File.Exists(plan));
        Assert.EndsWith(Path.Combine("", "iac"), _tofu.WorkingDirectory, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Directory, "scaleway.auto.tfvars.json")));
        Assert.Contains("59 create", await File.ReadAllTextAsync(Path.Combine(Directory, "plan.md")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Plan_that_loses_data_is_not_applied_and_names_every_address()
    {
        _tofu.Plan = FakeTofu.PlanFile("redis-cluster");

        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));

        Assert.Equal(2, exitCode);
        Assert.Equal(
            [
                """Blocked: replace of module.redis.scaleway_redis_cluster.this["redis"] loses the values of all keys (because of cluster_size).""",
                """Nothing was applied. To lose this data: --Scaleway:Allow='module.redis.scaleway_redis_cluster.this["redis"]'""",
            ],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "apply");
    }

    [SkippableTheory]
    [InlineData("--Scaleway:Allow=module.redis.scaleway_redis_cluster.this[\"redis\"]", true)]
    [InlineData("--Scaleway:Allow:0=module.redis.scaleway_redis_cluster.this[\"redis\"]", true)]
    [InlineData("--Scaleway:Allow=module.redis.scaleway_redis_cluster.this", false)]
    public async Task Blocked_change_is_applied_only_when_its_own_address_is_allowed(string option, bool applied)
    {
        _tofu.Plan = FakeTofu.PlanFile("redis-cluster");
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("deploy", option));
        Assert.Equal(applied ? 0 : 2, exitCode);
        Assert.Equal(applied, _tofu.Calls.Any(call => call[0] == "apply"));
    }

    [SkippableFact]
    public async Task Container_in_error_fails_the_step_with_the_platforms_message()
    {
        var model = ModelWithoutImages("deploy");
        _tofu.Outputs = """{"container_statuses":{"sensitive":false,"value":{"api":{"status":"error","error":"image not found"},"consumer":{"status":"ready","error":""}}}}""";
        var (exitCode, error) = await RunInProcess.RunAsync(model);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Container api is error: image not found. Its logs are in Cockpit: https://", error, StringComparison.Ordinal);
        Assert.DoesNotContain("consumer", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Container_that_still_starts_is_looked_at_again()
    {
        _tofu.Outputs = """{"container_statuses":{"sensitive":false,"value":{"api":{"status":"pending","error":null}}}}""";
        _tofu.OutputsAfterRefresh = """{"container_statuses":{"sensitive":false,"value":{"api":{"status":"ready","error":null}}}}""";
        var target = DeploymentTarget.Find(_folder.Path, "Production");

        await new ContainerStatuses(new Tofu(_tofu.Program, _folder.Path, target, _ => { }), TimeSpan.Zero).CheckAsync(["-var-file=x"], CancellationToken.None);

        Assert.Equal(["output", "apply", "output"], _tofu.Calls.Select(call => call[0]));
        Assert.Equal(["apply", "-refresh-only", "-auto-approve", "-input=false", "-var-file=x"], _tofu.Calls[1]);
    }

    [SkippableFact]
    public async Task Another_region_than_the_deployments_is_refused_before_planning()
    {
        var model = ModelWithoutImages("deploy");
        _tofu.Outputs = """{"bucket_region":{"sensitive":false,"value":"nl-ams"}}""";
        var (exitCode, error) = await RunInProcess.RunAsync(model);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The deployment is in region nl-ams and cannot move to fr-par", error, StringComparison.Ordinal);
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "plan");
    }

    [SkippableFact]
    public async Task Access_key_without_an_organization_is_refused_before_planning()
    {
        using var home = new EnvironmentVariable("SCW_CONFIG_PATH", Path.Combine(_folder.Path, "none.yaml"));
        using var key = new EnvironmentVariable("SCW_ACCESS_KEY", "SCWXXXXXXXXXXXXXXXXX");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("No organization is given", error, StringComparison.Ordinal);
        Assert.Empty(_tofu.Calls);

        using var organization = new EnvironmentVariable("SCW_DEFAULT_ORGANIZATION_ID", "99999999-9999-9999-9999-999999999999");
        Assert.Equal(0, (await RunInProcess.RunAsync(ModelWithoutImages("deploy"))).ExitCode);
    }

    [SkippableFact]
    public async Task Certificate_bundle_that_breaks_the_provider_is_not_handed_on()
    {
        using var bundle = new EnvironmentVariable("AWS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt");
        await RunInProcess.RunAsync(ModelWithoutImages("plan"));
        Assert.DoesNotContain("AWS_CA_BUNDLE", _tofu.Environment, StringComparison.Ordinal);
        Assert.Contains("TF_IN_AUTOMATION=1", _tofu.Environment, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Secrets_are_neither_arguments_nor_output()
    {
        using var password = new EnvironmentVariable("TF_VAR_redis_password", "Correct-Horse-Battery-9");
        _tofu.Plan = FakeTofu.PlanFile("rename");
        var (_, error) = await RunInProcess.RunAsync(ModelWithoutImages("plan"));
        Assert.DoesNotContain(_tofu.Calls.SelectMany(call => call), argument => argument.Contains("Correct-Horse", StringComparison.Ordinal));
        Assert.DoesNotContain("left out", error + await File.ReadAllTextAsync(Path.Combine(Directory, "plan.md")), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("new-images", 0)]
    [InlineData("rename", 2)]
    public async Task Plan_changes_nothing_and_its_exit_code_says_whether_it_is_blocked(string plan, int expected)
    {
        _tofu.Plan = FakeTofu.PlanFile(plan);
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("plan"));
        Assert.Equal(expected, exitCode);
        Assert.Equal(["init", "output", "plan", "show"], _tofu.Calls.Select(call => call[0]));
    }

    [SkippableFact]
    public async Task Deploy_reads_the_images_that_were_pushed_from_their_own_file()
    {
        Aspire.Hosting.Scaleway.Images.ImageList.Set("api", new() { Tag = "a" }, Directory);
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(
            ["plan", "-input=false", Variables, $"-var-file={Path.Combine(Directory, "images.auto.tfvars.json")}", "-var=protect_data=false"],
            _tofu.Calls[2][..^1]);
    }

    [SkippableTheory]
    [InlineData("publish")]
    [InlineData("")]
    public async Task Publishing_asks_for_no_parameter_and_destroys_nothing(string step)
    {
        var model = ModelWithoutImages(step);
        model.Builder.AddParameter("token", secret: true);
        model.Builder.AddParameter("unset");
        var (exitCode, error) = await RunInProcess.RunAsync(model);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.True(File.Exists(Path.Combine(Directory, "scaleway.auto.tfvars.json")));
        Assert.Empty(_tofu.Calls);
    }

    [SkippableFact]
    public async Task The_registry_is_made_before_anything_is_pushed_to_it()
    {
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("ensure-registry"));
        Assert.Equal(0, exitCode);
        Assert.Equal(["init", "output", "plan", "show", "apply", "output"], _tofu.Calls.Select(call => call[0]));
        Assert.Contains("-target=module.registry", _tofu.Calls[2]);
    }

    [SkippableFact]
    public async Task A_given_registry_is_used_as_it_is()
    {
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("ensure-registry", "--Scaleway:Registry=registry.test/space"));
        Assert.Equal(0, exitCode);
        Assert.Empty(_tofu.Calls);
    }

    [SkippableFact]
    public async Task Without_the_registrys_address_nothing_is_pushed()
    {
        var model = ModelWithoutImages("ensure-registry");
        _tofu.Outputs = "{}";
        var (exitCode, error) = await RunInProcess.RunAsync(model);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("OpenTofu returned no registry_endpoint", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_failing_tofu_ends_the_step_with_its_exit_code_named()
    {
        _tofu.FailingCommand = "plan";
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy"));
        Assert.Equal(1, exitCode);
        Assert.Equal("tofu plan ended with exit code 1; the output above has the cause.", error.Trim());
        Assert.Equal(["init", "output", "plan"], _tofu.Calls.Select(call => call[0]));
    }

    [SkippableFact]
    public async Task Without_tofu_a_sentence_says_where_to_get_it()
    {
        var missing = Path.Combine(_folder.Path, "no-tofu");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("deploy", $"--Scaleway:Tofu={missing}"));
        Assert.Equal(1, exitCode);
        Assert.Contains($"There is no program {missing}", error, StringComparison.Ordinal);
        Assert.Contains("https://opentofu.org/", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Destroy_names_what_it_loses_and_deletes_nothing_before_that_is_allowed()
    {
        _tofu.Plan = FakeTofu.PlanFile("destroy");
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("destroy", "--yes", "true"));
        Assert.Equal(2, exitCode);
        Assert.Contains("""Blocked: delete of module.database.scaleway_sdb_sql_database.this["events"] loses the database with all rows.""", error, StringComparison.Ordinal);
        Assert.Contains("-destroy", _tofu.Calls[2]);
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "apply");
    }

    [SkippableTheory]
    [InlineData("scaleway\n", 0)]
    [InlineData("", 1)]
    [InlineData("yes\n", 1)]
    public async Task Destroy_deletes_what_is_allowed_once_the_name_is_typed(string input, int expected)
    {
        _tofu.Plan = FakeTofu.PlanFile("destroy");
        var plan = ClassifiedPlan.Classify(DeploymentPlan.Read(await File.ReadAllTextAsync(FakeTofu.PlanFile("destroy"))));
        var allow = $"--Scaleway:Allow={string.Join(',', plan.Blocked.Select(change => change.Change.Address))}";
        var (exitCode, error) = await RunInProcess.RunAsync(ModelWithoutImages("destroy", allow), input);
        Assert.Equal(expected, exitCode);
        Assert.Equal(expected == 0, _tofu.Calls.Any(call => call[0] == "apply"));
        Assert.Equal(expected != 0, error.StartsWith("Nothing was deleted: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Destroy_of_nothing_does_nothing()
    {
        _tofu.Plan = FakeTofu.PlanFile("unchanged");
        var (exitCode, _) = await RunInProcess.RunAsync(ModelWithoutImages("destroy", "--yes", "true"));
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(_tofu.Calls, call => call[0] == "apply");
    }

    [SkippableFact]
    public async Task A_bad_model_fails_with_every_sentence_and_writes_nothing()
    {
        var model = new PublishModel(Directory);
        (model.ApiOptions.CpuLimit, model.RedisOptions.ClusterSize) = (1, 9);

        var (exitCode, error) = await RunInProcess.RunAsync(model);

        Assert.Equal(1, exitCode);
        Assert.Equal(["api", "redis"], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(sentence => sentence.Split(':')[0]));
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [SkippableTheory]
    [InlineData(null, "api: the secret token of the variable TOKEN has no value")]
    [InlineData("not json", "TF_VAR_secret_values is not a JSON object")]
    [InlineData("""{"token":"LONG"}""", "api: the secret token of the variable TOKEN has 65537 bytes; allowed: 65536")]
    public async Task A_secret_without_a_usable_value_is_named_but_not_told(string? values, string sentence)
    {
        var model = new PublishModel();
        model.Api.WithEnvironment("TOKEN", model.Builder.AddParameter("token", secret: true));
        var read = await model.ReadAsync();

        var failure = Assert.Throws<ScalewayPublishException>(() =>
            SecretValues.Check(read, values?.Replace("LONG", new string('x', 65_537), StringComparison.Ordinal)));

        Assert.StartsWith(sentence, Assert.Single(failure.Errors), StringComparison.Ordinal);
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
