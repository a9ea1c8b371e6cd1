namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Names, number and length of a container's variables.</summary>
sealed class EnvironmentRule : IPlatformRule
{
    const int MostVariables = 200;
    const int LongestValue = 1000;

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var container in model.Containers)
        {
            var names = container.Environment.Names.ToList();
            if (names.Count > MostVariables)
            {
                yield return new(container.Name, $"{names.Count} variables", $"allowed are {MostVariables}", Sources.Containers);
            }
            foreach (var name in names.Where(name => name == "PORT" || name.StartsWith("SCW_", StringComparison.Ordinal)))
            {
                yield return new(container.Name, $"the variable {name}", $"PORT and SCW_* are set by the platform", Sources.Containers);
            }
            foreach (var (name, value) in container.Environment.Literals.Where(variable => variable.Value.Length > LongestValue))
            {
                yield return new(container.Name, $"the variable {name} has {value.Length} characters",
                    $"allowed are {LongestValue}, or 65536 bytes in a secret (a parameter)", Sources.Containers);
            }
        }
    }
}
