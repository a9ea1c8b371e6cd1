using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// Where a deployment goes: the variables that a person gave, and the state. <c>--environment NAME</c> takes both from the
/// folder <c>environments/NAME</c> of the configuration; without it they are <c>terraform.tfvars</c> and the configuration's own backend.
/// </summary>
sealed partial class DeploymentTarget
{
    const string Environments = "environments";
    const string BackendFile = "backend.hcl";

    // The host's own defaults: no environment was asked for.
    static readonly string[] Defaults = ["Production", "Development"];

    readonly string _directory;
    readonly string? _folder;

    DeploymentTarget(string directory, string? name)
    {
        _directory = directory;
        _folder = name is null ? null : Path.Combine(directory, Environments, name);
        Name = name;
    }

    public string? Name { get; }

    public IReadOnlyList<string> InitArguments => _folder is null ? [] : [$"-backend-config={Path.Combine(_folder, BackendFile)}"];

    public IReadOnlyList<string> VariableArguments => _folder is null ? [] : [$"-var-file={VariablesFile(_folder)}"];

    /// <summary>Folder of OpenTofu's own files, below the configuration: each environment has another backend.</summary>
    public string? DataDirectory => Name is null ? null : Path.Combine(".terraform", Environments, Name);

    /// <exception cref="ScalewayPublishException">There is no such environment, or it shares its project with another.</exception>
    public static DeploymentTarget Find(string directory, string environment)
    {
        var folder = Path.Combine(directory, Environments, environment);
        if (!Directory.Exists(folder))
        {
            return Defaults.Contains(environment)
                ? new(directory, null)
                : throw new ScalewayPublishException($"There is no environment {environment}: {folder} does not exist. There are {string.Join(", ", Names(directory))}.");
        }
        var target = new DeploymentTarget(directory, environment);
        target.CheckFiles(folder);
        target.CheckProject();
        return target;
    }

    /// <summary>Value of a variable, from the environment's files or variables, in OpenTofu's own order; null without one.</summary>
    /// <remarks>Reads plain assignments of strings, numbers and booleans.</remarks>
    public string? Variable(string name)
    {
        var files = Directory.Exists(_directory)
            ? Directory.GetFiles(_directory, "*.auto.tfvars").Order(StringComparer.Ordinal).Prepend(Path.Combine(_directory, "terraform.tfvars"))
            : [];
        return (_folder is null ? files : files.Append(VariablesFile(_folder)))
            .Select(file => Read(file, name))
            .Prepend(Environment.GetEnvironmentVariable($"TF_VAR_{name}"))
            .LastOrDefault(value => !string.IsNullOrEmpty(value));
    }

    /// <summary>Refuses a deployment without an organization: the provider would send an empty id with every IAM application.</summary>
    public void CheckOrganization()
    {
        const string Organization = "SCW_DEFAULT_ORGANIZATION_ID";
        if (IsSet(SiteBucket.AccessVariable) && !IsSet(Organization) && Variable("organization_id") is null && !IsInConfigurationFile())
        {
            throw new ScalewayPublishException($"No organization is given, and IAM applications belong to one: set organization_id in the variables, or {Organization}.");
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

    /// <summary>Refuses a change of region, which the provider cannot plan.</summary>
    public void CheckRegion(IReadOnlyDictionary<string, string> outputs)
    {
        var region = Variable("region") ?? "fr-par";
        if (outputs.GetValueOrDefault("bucket_region") is { } deployed && deployed != region)
        {
            throw new ScalewayPublishException($"The deployment is in region {deployed} and cannot move to {region}: make an environment with a project of its own for {region}, or destroy this one first.");
        }
    }

    void CheckFiles(string folder)
    {
        string[] needed = [VariablesFile(folder), Path.Combine(folder, BackendFile), Path.Combine(_directory, "backend.tf")];
        if (needed.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new ScalewayPublishException($"Environment {Name} has no {missing}. {Path.Combine(_directory, "README.md")}, Environments, has the steps.");
        }
    }

    void CheckProject()
    {
        var project = Variable("project_id");
        var same = Names(_directory).Where(other => other != Name)
            .FirstOrDefault(other => project is not null && Read(VariablesFile(Path.Combine(_directory, Environments, other)), "project_id") == project);
        if (same is not null)
        {
            throw new ScalewayPublishException($"Environments {Name} and {same} have the same project_id {project}. Queues and the Edge Services plan exist once per project, so destroying one would take the other's: give each a project.");
        }
    }

    static string VariablesFile(string folder) => Path.Combine(folder, $"{Path.GetFileName(folder)}.tfvars");

    static IEnumerable<string> Names(string directory) => Directory.Exists(Path.Combine(directory, Environments))
        ? Directory.GetDirectories(Path.Combine(directory, Environments)).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)
        : [];

    static string? Read(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).Select(line => Assignment().Match(line)).LastOrDefault(match => match.Groups["name"].Value == name)?.Groups["value"].Value
        : null;

    [GeneratedRegex("""^\s*(?<name>\w+)\s*=\s*"?(?<value>[^"#\s]*)""")]
    private static partial Regex Assignment();
}
