using System.Text.Json;
using Aspire.Hosting.Scaleway.Deployment;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The risk of plans that OpenTofu 1.12.6 and the provider 2.81.0 made.</summary>
public sealed class PlanClassificationTests
{
    static readonly string[] HoldsData =
    [
        "module.database.scaleway_sdb_sql_database.this[\"events\"]",
        "module.edge[0].scaleway_edge_services_plan.this",
        "module.queue.scaleway_mnq_sqs.this",
        "module.queue.scaleway_mnq_sqs_queue.plain[\"ingress-dlq\"]",
        "module.queue.scaleway_mnq_sqs_queue.redriven[\"ingress\"]",
        "module.redis.scaleway_redis_cluster.this[\"redis\"]",
        "module.registry.scaleway_registry_namespace.this",
        "module.site[0].scaleway_object_bucket.this",
    ];

    [Theory]
    [InlineData("first-apply", 59, 0, 0)]
    [InlineData("first-apply-edge-container", 38, 0, 0)]
    [InlineData("unchanged", 0, 0, 0)]
    [InlineData("new-images", 2, 0, 0)]
    [InlineData("new-password", 1, 0, 0)]
    [InlineData("redis-larger", 1, 0, 0)]
    [InlineData("no-telemetry", 2, 4, 0)]
    [InlineData("ingress-to-edge", 2, 18, 0)]
    [InlineData("redis-cluster", 2, 0, 1)]
    [InlineData("rename", 30, 12, 5)]
    [InlineData("destroy", 0, 51, 8)]
    [InlineData("containers-in-error", 0, 0, 0)]
    public void Plan_has_so_many_changes_of_each_risk(string plan, int safe, int warning, int blocked)
    {
        var classified = Read(plan);

        Assert.Equal((safe, warning, blocked), (Count(ChangeRisk.Safe), Count(ChangeRisk.Warning), Count(ChangeRisk.Blocked)));
        Assert.All(classified.Changes, change => Assert.Equal(change.Risk == ChangeRisk.Safe, change.Reason.Length == 0));

        int Count(ChangeRisk risk) => classified.Of(risk).Count();
    }

    [Fact]
    public void Rename_is_blocked_for_the_database_queues_registry_and_bucket()
    {
        Assert.Equal(HoldsData.Except([HoldsData[1], HoldsData[2], HoldsData[5]]), Addresses(Read("rename").Blocked));
    }

    [Fact]
    public void Destroy_is_blocked_for_everything_that_holds_data()
    {
        Assert.Equal(HoldsData, Addresses(Read("destroy").Blocked));
    }

    [Fact]
    public void Api_that_becomes_public_is_a_warning()
    {
        var api = Assert.Single(Read("ingress-to-edge").Changes, change => change.Change.Address.EndsWith("scaleway_container.this[\"api\"]", StringComparison.Ordinal));

        Assert.Equal((ChangeRisk.Warning, "becomes public"), (api.Risk, api.Reason));
    }

    [Fact]
    public void Container_in_error_is_a_note_and_blocks_nothing()
    {
        Assert.StartsWith("Not ready: ", Assert.Single(Read("containers-in-error").Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scaleway_redis_cluster", """{"node_type":"RED1-S"}""", """{"node_type":"RED1-MICRO"}""", "has less memory: values may not fit")]
    [InlineData("scaleway_redis_cluster", """{"settings":{"maxmemory-policy":"noeviction"}}""", """{"settings":{"maxmemory-policy":"allkeys-lru"}}""", "changes its settings: eviction deletes values, and without snapshots a restart loses them")]
    [InlineData("scaleway_redis_cluster", """{"settings":{}}""", """{"settings":{}}""", "")]
    [InlineData("scaleway_container", """{"max_scale":5}""", """{"max_scale":4}""", "has less capacity")]
    [InlineData("scaleway_container", """{"max_scale":5}""", """{"max_scale":6}""", "")]
    [InlineData("scaleway_sdb_sql_database", """{"max_cpu":4}""", """{"max_cpu":15}""", "")]
    [InlineData("scaleway_edge_services_waf_stage", """{"mode":"enable"}""", """{"mode":"disable"}""", "changes the firewall")]
    [InlineData("scaleway_iam_policy", """{"rule":[{"permission_set_names":["A"]}]}""", """{"rule":[{"permission_set_names":["A","B"]}]}""", "changes permissions")]
    [InlineData("scaleway_iam_policy", """{"name":"a"}""", """{"name":"b"}""", "")]
    [InlineData("scaleway_mnq_sqs_queue", """{"message_max_age":345600}""", """{"message_max_age":60}""", "keeps less: older messages are lost, larger ones refused")]
    [InlineData("scaleway_registry_namespace", """{"is_public":false}""", """{"is_public":true}""", "becomes public")]
    public void Update_is_a_warning_for_a_reason(string type, string before, string after, string reason)
    {
        var change = Assert.Single(Classify($$"""{"resource_changes":[{{Resource(type, "update", before, after)}}]}""").Changes);

        Assert.Equal((reason.Length == 0 ? ChangeRisk.Safe : ChangeRisk.Warning, reason), (change.Risk, change.Reason));
    }

    [Fact]
    public void Change_from_outside_that_the_plan_undoes_is_a_warning()
    {
        var change = Assert.Single(Classify($$"""
            {"resource_changes":[{{Resource("scaleway_container", "update", """{"timeout":60,"name":"api"}""", """{"timeout":30,"name":"api"}""")}}],
             "resource_drift":[{{Resource("scaleway_container", "update", """{"timeout":30,"args":null}""", """{"timeout":60,"args":[]}""")}}]}
            """).Changes);

        Assert.Equal("was changed outside of this deployment (timeout) and is changed back", change.Reason);
    }

    [Fact]
    public void Report_names_what_is_blocked_first_and_sums_up_what_is_safe()
    {
        var lines = PlanReport.Lines(Read("redis-cluster")).ToList();

        Assert.Equal("Plan: 2 update, 1 replace.", lines[0]);
        Assert.Matches("""^  blocked  replace  module\.redis\.scaleway_redis_cluster\.this\["redis"\]  loses the values of all keys \(because of cluster_size\)$""", lines[1]);
        Assert.Equal("  safe     2 update", lines[2]);
        Assert.Equal(3, lines.Count);
    }

    static ClassifiedPlan Read(string name) => Classify(File.ReadAllText(FakeTofu.PlanFile(name)));

    static ClassifiedPlan Classify(string json) => ClassifiedPlan.Classify(DeploymentPlan.Read(json));

    static IEnumerable<string> Addresses(IEnumerable<ClassifiedChange> changes) =>
        changes.Select(change => change.Change.Address).Order(StringComparer.Ordinal);

    static string Resource(string type, string action, string before, string after) =>
        $$"""{"address":{{JsonSerializer.Serialize($"{type}.this")}},"mode":"managed","type":"{{type}}","change":{"actions":["{{action}}"],"before":{{before}},"after":{{after}} } }""";
}
