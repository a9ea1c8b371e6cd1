using System.Globalization;

namespace Aspire.Hosting.Scaleway.Deployment;

sealed record ClassifiedChange(PlannedChange Change, ChangeRisk Risk, string Reason);

/// <summary>A plan with the risk of each change.</summary>
/// <param name="Changes">All changes, the riskiest first.</param>
/// <param name="Notes">Warnings about no single change: failed checks.</param>
sealed record ClassifiedPlan(IReadOnlyList<ClassifiedChange> Changes, IReadOnlyList<string> Notes)
{
    public IEnumerable<ClassifiedChange> Blocked => Of(ChangeRisk.Blocked);

    /// <summary>Applies <see cref="PlanRules"/>.</summary>
    public static ClassifiedPlan Classify(DeploymentPlan plan)
    {
        var drift = plan.Drift.ToLookup(change => change.Address);
        return new(
            [.. plan.Changes.Select(change => Classify(change, drift[change.Address])).OrderByDescending(change => change.Risk)],
            plan.FailedChecks);
    }

    public IEnumerable<ClassifiedChange> Of(ChangeRisk risk) => Changes.Where(change => change.Risk == risk);

    /// <summary>Number of changes by kind, such as "2 create, 1 update".</summary>
    public static string Count(IEnumerable<ClassifiedChange> changes) => string.Join(", ", changes
        .GroupBy(change => change.Change.Kind).OrderBy(group => group.Key)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {Name(group.Key)}")));

    public static string Name(ChangeKind kind) => kind.ToString().ToLowerInvariant();

    static ClassifiedChange Classify(PlannedChange change, IEnumerable<PlannedChange> drift)
    {
        var matching = PlanRules.Table
            .Where(rule => (rule.Types.Length == 0 || rule.Types.Contains(change.Type)) && rule.Applies(change))
            .Select(rule => (rule.Risk, rule.Reason))
            .Concat(Drift(change, drift).Select(reason => (Risk: ChangeRisk.Warning, Reason: reason)))
            .ToList();
        var risk = matching.Select(match => match.Risk).DefaultIfEmpty(ChangeRisk.Safe).Max();
        var reason = string.Join("; ", matching.Where(match => match.Risk == risk).Select(match => match.Reason));
        return new(change, risk, change.ReplacedFor.Count == 0 || risk == ChangeRisk.Safe ? reason : $"{reason} (because of {string.Join(", ", change.ReplacedFor)})");
    }

    /// <summary>
    /// Only changes made outside of the deployment that this plan undoes: most of what OpenTofu reports as drift are
    /// attributes that the platform filled in.
    /// </summary>
    static IEnumerable<string> Drift(PlannedChange change, IEnumerable<PlannedChange> drift) => drift
        .Select(outside => outside.Kind == ChangeKind.Delete
            ? "was deleted outside of this deployment"
            : outside.ChangedAttributes.Where(attribute => change.Reverts(outside, attribute)).ToList() is { Count: > 0 } attributes
                ? $"was changed outside of this deployment ({string.Join(", ", attributes)}) and is changed back"
                : null)
        .OfType<string>();
}
