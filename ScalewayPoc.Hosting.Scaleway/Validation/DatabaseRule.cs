namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Serverless SQL databases.</summary>
sealed class DatabaseRule : IPlatformRule
{
    const int MostCpu = 15;

    public IEnumerable<Violation> Check(ScalewayModel model) => model.Databases
        .Where(database => database.Options is var options
            && (options.MinCpu < 0 || options.MaxCpu is < 1 or > MostCpu || options.MinCpu > options.MaxCpu))
        .Select(database => new Violation(database.Name, $"{database.Options.MinCpu} to {database.Options.MaxCpu} vCPU",
            $"the least must be 0 or more, the most 1 to {MostCpu} and not below the least", Sources.Databases));
}
