using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>A plan as <c>tofu show -json</c> prints it.</summary>
/// <param name="Changes">Everything that applying it changes.</param>
/// <param name="Drift">Differences between the state and the platform, found while planning.</param>
/// <param name="FailedChecks">Messages of checks that fail.</param>
sealed record DeploymentPlan(IReadOnlyList<PlannedChange> Changes, IReadOnlyList<PlannedChange> Drift, IReadOnlyList<string> FailedChecks)
{
    /// <summary>Reads the JSON. It holds secret values, which stay in memory.</summary>
    public static DeploymentPlan Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var plan = document.RootElement;
        return new(ReadChanges(plan, "resource_changes"), ReadChanges(plan, "resource_drift"), [.. Problems(plan)]);
    }

    static List<PlannedChange> ReadChanges(JsonElement plan, string property) =>
    [
        .. from resource in Items(plan, property)
           where resource.GetProperty("mode").GetString() == "managed"
           let change = resource.GetProperty("change")
           let kind = Kind([.. Items(change, "actions").Select(action => action.GetString()!)])
           where kind is not null
           select new PlannedChange(
               resource.GetProperty("address").GetString()!,
               resource.GetProperty("type").GetString()!,
               kind.Value,
               Attributes(change, "before"),
               Attributes(change, "after"),
               [.. Items(change, "replace_paths").Select(path => path[0].ToString()).Distinct()]),
    ];

    static ChangeKind? Kind(string[] actions) => actions switch
    {
        ["create"] => ChangeKind.Create,
        ["update"] => ChangeKind.Update,
        ["delete"] => ChangeKind.Delete,
        ["delete", "create"] or ["create", "delete"] => ChangeKind.Replace,
        ["forget"] => ChangeKind.Forget,
        // A replacement whose original stays on the platform.
        ["forget", "create"] or ["create", "forget"] => ChangeKind.Replace,
        ["no-op"] or ["read"] => null,
        _ => throw new ScalewayPublishException($"The plan has an action that this version does not know: {string.Join(", ", actions)}."),
    };

    static IEnumerable<string> Problems(JsonElement plan) =>
        from check in Items(plan, "checks")
        where check.GetProperty("status").GetString() == "fail"
        from instance in Items(check, "instances")
        from problem in Items(instance, "problems")
        select problem.GetProperty("message").GetString()!;

    static JsonElement Attributes(JsonElement change, string side) =>
        change.TryGetProperty(side, out var attributes) ? attributes.Clone() : default;

    static JsonElement[] Items(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
}
