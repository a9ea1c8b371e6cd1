namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>Plans, shows and applies: what is applied is the plan that was shown.</summary>
/// <param name="tofu">OpenTofu.</param>
/// <param name="directory">Output folder, for the report.</param>
/// <param name="variables">Arguments of every plan.</param>
/// <param name="allowed">Addresses of resources whose data may be lost.</param>
/// <param name="stop">Ends it.</param>
sealed class Deployment(Tofu tofu, string directory, IReadOnlyList<string> variables, IReadOnlySet<string> allowed, CancellationToken stop)
{
    /// <summary>Exit code of a step whose plan needs to be allowed; other failures are 1.</summary>
    public const int BlockedExitCode = 2;

    public Tofu Tofu => tofu;

    public IReadOnlyList<string> Variables => variables;

    /// <exception cref="ScalewayPublishException">The plan is blocked.</exception>
    public Task ApplyAsync(IReadOnlyList<string> arguments) => PlanAsync(arguments, (_, file) => tofu.ApplyAsync(file, stop));

    /// <summary>Plans, writes the report, and hands an allowed plan on. The plan's file has secrets and is deleted.</summary>
    /// <param name="arguments">Further arguments of the plan.</param>
    /// <param name="apply">Gets the plan and its file.</param>
    /// <exception cref="ScalewayPublishException">The plan is blocked.</exception>
    public async Task PlanAsync(IReadOnlyList<string> arguments, Func<ClassifiedPlan, string, Task> apply)
    {
        var folder = Directory.CreateTempSubdirectory("tofu-plan-");
        try
        {
            var file = Path.Combine(folder.FullName, "plan");
            await tofu.PlanAsync([.. variables, .. arguments], file, stop);
            var plan = ClassifiedPlan.Classify(await tofu.ShowAsync(file, stop));
            foreach (var line in PlanReport.Lines(plan))
            {
                Console.WriteLine(line);
            }
            PlanReport.Write(plan, directory);
            RefuseBlocked(plan);
            await apply(plan, file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    void RefuseBlocked(ClassifiedPlan plan)
    {
        var blocked = plan.Blocked.Where(change => !allowed.Contains(change.Change.Address)).ToList();
        if (blocked.Count == 0)
        {
            return;
        }
        Environment.ExitCode = BlockedExitCode;
        throw new ScalewayPublishException(
        [
            .. blocked.Select(change => $"Blocked: {ClassifiedPlan.Name(change.Change.Kind)} of {change.Change.Address} {change.Reason}."),
            $"Nothing was applied. To lose this data: --Scaleway:Allow='{string.Join(',', plan.Blocked.Select(change => change.Change.Address))}'",
        ]);
    }
}
