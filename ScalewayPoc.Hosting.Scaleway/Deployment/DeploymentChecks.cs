namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>Faults that the provider would report late, or in the middle of an apply.</summary>
static class DeploymentChecks
{
    const string OrganizationVariable = "SCW_DEFAULT_ORGANIZATION_ID";
    const string RegionOutput = "bucket_region";
    const string DefaultRegion = "fr-par";

    /// <summary>Refuses a deployment without an organization: the provider would send an empty id with every IAM application.</summary>
    public static void CheckOrganization(DeploymentTarget target)
    {
        if (IsSet(SiteKeys.AccessVariable) && !IsSet(OrganizationVariable) && target.Variable("organization_id") is null && !IsInConfigurationFile())
        {
            throw new ScalewayPublishException($"No organization is given, and IAM applications belong to one: set organization_id in the variables, or {OrganizationVariable}.");
        }
    }

    /// <summary>Refuses a change of region, which the provider cannot plan.</summary>
    public static void CheckRegion(DeploymentTarget target, IReadOnlyDictionary<string, string> outputs)
    {
        var region = target.Variable("region") ?? DefaultRegion;
        if (outputs.GetValueOrDefault(RegionOutput) is { } deployed && deployed != region)
        {
            throw new ScalewayPublishException($"The deployment is in region {deployed} and cannot move to {region}: make an environment with a project of its own for {region}, or destroy this one first.");
        }
    }

    static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    static bool IsInConfigurationFile()
    {
        var file = Environment.GetEnvironmentVariable("SCW_CONFIG_PATH") is { Length: > 0 } path
            ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "scw", "config.yaml");
        return File.Exists(file) && File.ReadLines(file).Any(line => line.TrimStart().StartsWith("default_organization_id:", StringComparison.Ordinal));
    }
}
