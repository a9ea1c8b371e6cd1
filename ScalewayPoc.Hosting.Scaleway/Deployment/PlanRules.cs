using Aspire.Hosting.Scaleway.Validation;

namespace Aspire.Hosting.Scaleway.Deployment;

enum ChangeRisk
{
    /// <summary>Applied.</summary>
    Safe,

    /// <summary>Applied, and shown with the reason.</summary>
    Warning,

    /// <summary>Applied only when its address is allowed.</summary>
    Blocked,
}

sealed record PlanRule(ChangeRisk Risk, string[] Types, Func<PlannedChange, bool> Applies, string Reason);

/// <summary>
/// The table that decides what a plan may do. All rows that match count, and the highest risk wins. A change that no row
/// matches is safe: created, updated in place, or replaced without data or traffic.
/// </summary>
static class PlanRules
{
    const ChangeRisk Blocked = ChangeRisk.Blocked;
    const ChangeRisk Warning = ChangeRisk.Warning;

    public static IReadOnlyList<PlanRule> Table { get; } =
    [
        // Data that the next deployment does not make again.
        new(Blocked, ["scaleway_sdb_sql_database"], Loses, "loses the database with all rows"),
        new(Blocked, ["scaleway_redis_cluster"], Loses, "loses the values of all keys"),
        new(Blocked, ["scaleway_mnq_sqs_queue"], Loses, "loses the messages in the queue"),
        new(Blocked, ["scaleway_mnq_sqs"], Loses, "deactivates Queues: every queue of the project is lost"),
        new(Blocked, ["scaleway_object_bucket"], Loses, "loses all files in the bucket"),
        new(Blocked, ["scaleway_registry_namespace"], Loses, "loses all images"),
        new(Blocked, ["scaleway_edge_services_plan"], Loses, "cancels the plan of every pipeline in the project"),

        // Exposure.
        new(Warning, ["scaleway_container", "scaleway_function"], change => change.Sets("privacy", "public"), "becomes public"),
        new(Warning, ["scaleway_registry_namespace"], change => change.Sets("is_public", "True"), "becomes public"),

        // Firewall and permissions.
        new(Warning, ["scaleway_edge_services_waf_stage"], change => change.Loses || change.Changes("mode") || change.Changes("paranoia_level"), "changes the firewall"),
        new(Warning, ["scaleway_lb_acl"], change => change.Loses || change.Changes("match") || change.Changes("action") || change.Changes("index"), "changes the firewall"),
        new(Warning, ["scaleway_instance_security_group"], change => change.Loses || change.Changes("inbound_default_policy") || change.Changes("inbound_rule"), "changes the firewall"),
        new(Warning, ["scaleway_iam_policy"], change => change.Loses || change.Changes("rule"), "changes permissions"),
        new(Warning, ["scaleway_mnq_sqs_credentials"], change => change.Loses || change.Changes("permissions"), "changes permissions"),
        new(Warning, ["scaleway_object_bucket_policy"], change => change.Loses || change.Changes("policy"), "changes permissions"),
        new(Warning, ["scaleway_iam_application", "scaleway_iam_api_key", "scaleway_cockpit_token"], Loses, "ends a credential"),

        // Capacity.
        new(Warning, ["scaleway_container"], change => change.Lowers("cpu_limit") || change.Lowers("memory_limit_bytes") || change.Lowers("min_scale") || change.Lowers("max_scale"), "has less capacity"),
        new(Warning, ["scaleway_function"], change => change.Lowers("memory_limit") || change.Lowers("min_scale") || change.Lowers("max_scale"), "has less capacity"),
        new(Warning, ["scaleway_sdb_sql_database"], change => change.Lowers("min_cpu") || change.Lowers("max_cpu"), "has less capacity"),
        new(Warning, ["scaleway_redis_cluster"], NodeIsSmaller, "has less memory: values may not fit"),
        new(Warning, ["scaleway_redis_cluster"], change => change.Changes("settings"), "changes its settings: eviction deletes values, and without snapshots a restart loses them"),
        new(Warning, ["scaleway_mnq_sqs_queue"], change => change.Lowers("message_max_age") || change.Lowers("message_max_size"), "keeps less: older messages are lost, larger ones refused"),
        new(Warning, ["scaleway_cockpit_source"], change => change.Loses || change.Lowers("retention_days"), "loses stored telemetry"),

        // Traffic.
        new(Warning, ServingTypes, change => change.Kind == ChangeKind.Replace, "is down while it is replaced"),
        new(Warning, ["scaleway_lb", "scaleway_instance_server"], change => change.Changes("type"), "is down while its size changes"),
        new(Warning, [], change => change.Kind == ChangeKind.Delete, "is removed"),
        new(Warning, [], change => change.Kind == ChangeKind.Forget, "is no longer managed"),
    ];

    static string[] ServingTypes =>
    [
        "scaleway_container", "scaleway_container_namespace", "scaleway_function", "scaleway_function_namespace",
        "scaleway_edge_services_pipeline", "scaleway_edge_services_dns_stage", "scaleway_domain_record",
        "scaleway_lb", "scaleway_lb_frontend", "scaleway_lb_ip", "scaleway_instance_server", "scaleway_instance_private_nic",
        "scaleway_vpc", "scaleway_vpc_private_network",
    ];

    static bool Loses(PlannedChange change) => change.Loses;

    static bool NodeIsSmaller(PlannedChange change) =>
        change.Changes("node_type")
        && RedisNodeTypes.IndexOf(PlannedChange.Text(change.After, "node_type")) < RedisNodeTypes.IndexOf(PlannedChange.Text(change.Before, "node_type"));
}
