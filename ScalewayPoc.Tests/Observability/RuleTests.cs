using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Observability;

/// <summary>The alert rules, by promtool's rule tests.</summary>
public sealed partial class RuleTests
{
    static readonly string[] MetricTests = ["tests/metrics.test.yaml", "tests/probe.test.yaml"];

    [SkippableFact]
    public async Task Metric_rules_are_valid_and_fire_only_when_they_should()
    {
        Skip.If(ObservabilityFiles.Obstacle is not null, ObservabilityFiles.Obstacle);

        (await Command.RunAsync("promtool", ["check", "rules", ObservabilityFiles.Rules("metrics.yaml")])).MustSucceed();
        (await Command.RunAsync("promtool", ["test", "rules", .. MetricTests.Select(ObservabilityFiles.Rules)])).MustSucceed();
    }

    /// <summary>promtool reads no LogQL: a series stands for the selected log lines.</summary>
    [SkippableFact]
    public async Task Log_rules_fire_only_when_they_should()
    {
        Skip.If(ObservabilityFiles.Obstacle is not null, ObservabilityFiles.Obstacle);
        using var folder = new TemporaryFolder();
        var rules = await File.ReadAllTextAsync(ObservabilityFiles.Rules("logs.yaml"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "logs.yaml"), LogSelector().Replace(rules, "log_lines"));
        File.Copy(ObservabilityFiles.Rules("tests/logs.test.yaml"), Path.Combine(folder.Path, "logs.test.yaml"));

        (await Command.RunAsync("promtool", ["test", "rules", Path.Combine(folder.Path, "logs.test.yaml")])).MustSucceed();
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("logs")]
    public void Every_alert_has_a_case_that_fires_one_that_does_not_and_a_runbook(string file)
    {
        var tests = string.Concat((file == "metrics" ? MetricTests : [$"tests/{file}.test.yaml"]).Select(ObservabilityFiles.Rules).Select(File.ReadAllText));
        var rules = File.ReadAllText(ObservabilityFiles.Rules($"{file}.yaml"));
        var runbooks = ObservabilityFiles.Document("operations.md");
        var alerts = ObservabilityFiles.AlertsIn($"{file}.yaml");

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            Assert.Matches($@"alertname: {alert}\s+eval_time: \w+\s+exp_alerts:\s+- exp_labels", tests);
            Assert.Matches($@"alertname: {alert}, eval_time: \w+, exp_alerts: \[\]", tests);
            Assert.Contains($"runbook_url: docs/operations.md#{alert.ToLowerInvariant()}\n", rules, StringComparison.Ordinal);
            Assert.Contains($"\n### {alert}\n", runbooks, StringComparison.Ordinal);
        });
    }

    /// <summary>Each instance reports all of what the instances share: a sum would count it once per instance.</summary>
    [Fact]
    public void Gauges_of_what_the_instances_share_are_aggregated_by_max()
    {
        var files = Directory.GetFiles(Path.Combine(ObservabilityFiles.Folder, "dashboards")).Append(ObservabilityFiles.Rules("metrics.yaml"));

        var uses = files.SelectMany(file => SharedGauge().Matches(File.ReadAllText(file))).Select(match => match.Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.StartsWith("max(", use, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:\w+ ?\()?\bscalewaypoc_(?:outbox|in_flight|redis_memory)_\w+")]
    private static partial Regex SharedGauge();

    [GeneratedRegex("""\{resource_type[^}]*\} \|~ "[^"]*" """)]
    private static partial Regex LogSelector();
}
