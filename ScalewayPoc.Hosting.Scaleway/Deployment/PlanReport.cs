using System.Text;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>A classified plan for its readers. It has addresses and reasons, and no values.</summary>
static class PlanReport
{
    public const string FileName = "plan.md";

    /// <summary>Lines for a terminal: what is blocked and warned about one by one, what is safe as a sum.</summary>
    public static IEnumerable<string> Lines(ClassifiedPlan plan)
    {
        if (plan.Changes.Count == 0)
        {
            yield return "Plan: no changes.";
        }
        else
        {
            yield return $"Plan: {ClassifiedPlan.Count(plan.Changes)}.";
        }
        var shown = plan.Changes.Where(change => change.Risk != ChangeRisk.Safe).ToList();
        var width = shown.Select(change => change.Change.Address.Length).DefaultIfEmpty().Max();
        foreach (var (change, risk, reason) in shown)
        {
            yield return $"  {Name(risk),-7}  {ClassifiedPlan.Name(change.Kind),-7}  {change.Address.PadRight(width)}  {reason}";
        }
        if (plan.Of(ChangeRisk.Safe).ToList() is { Count: > 0 } safe)
        {
            yield return $"  {Name(ChangeRisk.Safe),-7}  {ClassifiedPlan.Count(safe)}";
        }
        foreach (var note in plan.Notes)
        {
            yield return $"  {Name(ChangeRisk.Warning),-7}  {note}";
        }
    }

    /// <summary>Writes the report as Markdown, for a pull request.</summary>
    public static void Write(ClassifiedPlan plan, string directory)
    {
        var text = new StringBuilder("## Plan\n\n");
        text.Append(plan.Changes.Count == 0 ? "No changes.\n" : $"{ClassifiedPlan.Count(plan.Changes)}.\n");
        var shown = plan.Changes.Where(change => change.Risk != ChangeRisk.Safe).ToList();
        if (shown.Count > 0)
        {
            text.Append("\n| | change | resource | reason |\n|---|---|---|---|\n");
            foreach (var (change, risk, reason) in shown)
            {
                text.Append($"| {(risk == ChangeRisk.Blocked ? "**blocked**" : Name(risk))} | {ClassifiedPlan.Name(change.Kind)} | `{change.Address}` | {reason} |\n");
            }
        }
        foreach (var note in plan.Notes)
        {
            text.Append($"\nWarning: {note}\n");
        }
        if (plan.Of(ChangeRisk.Safe).ToList() is { Count: > 0 } safe)
        {
            text.Append($"\n<details><summary>Safe: {ClassifiedPlan.Count(safe)}</summary>\n\n");
            foreach (var (change, _, _) in safe)
            {
                text.Append($"- {ClassifiedPlan.Name(change.Kind)} `{change.Address}`\n");
            }
            text.Append("\n</details>\n");
        }
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, FileName), text.ToString());
    }

    static string Name(ChangeRisk risk) => risk.ToString().ToLowerInvariant();
}
