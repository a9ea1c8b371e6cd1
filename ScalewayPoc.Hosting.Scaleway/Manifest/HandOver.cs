using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>
/// What a published folder needs beside the manifest to be deployed without the repository: the OpenTofu configuration, the
/// list of the values that a person gives, and a README.
/// </summary>
static partial class HandOver
{
    const string Configuration = "iac";
    const string Modules = "modules";
    const string Example = "variables.env.example";
    const string Readme = "README.md";

    // A shell reads the file: the quotes keep special characters of a value.
    const string Empty = "''";

    // The backend of this clone. The recipient has backend.tf.example.
    const string Backend = "backend.tf";

    const string ReadmeText = """
        # Deployment

        Needs OpenTofu 1.12 or later; no source code and no .NET. Fill in variables.env, a copy of variables.env.example.

            set -a; . ./variables.env; set +a
            tofu -chdir=iac init
            tofu -chdir=iac apply -var-file=../scaleway.auto.tfvars.json -target=module.registry
            # The supplier pushes the images to the output registry_endpoint and adds images.auto.tfvars.json to this folder.
            tofu -chdir=iac apply -var-file=../scaleway.auto.tfvars.json -var-file=../images.auto.tfvars.json
            # Upload site/ to the output bucket, index.html last; the file *.site.json has the headers of each file.

        """;

    // Read by the provider; IAM applications belong to the organization.
    static readonly (string Name, string Comment)[] ProviderVariables =
    [
        ("SCW_ACCESS_KEY", "Access key of the API key that deploys."),
        ("SCW_SECRET_KEY", "Secret key of the API key that deploys."),
        ("SCW_DEFAULT_ORGANIZATION_ID", "Organization of the project, which owns the IAM applications."),
    ];

    /// <exception cref="ScalewayPublishException">The folder of the configuration does not exist.</exception>
    public static void Write(string iacDirectory, ManifestDocument manifest, string directory)
    {
        if (!Directory.Exists(iacDirectory))
        {
            throw new ScalewayPublishException($"The folder {iacDirectory} does not exist. It must contain the OpenTofu configuration that is handed over.");
        }
        foreach (var file in ConfigurationFiles(iacDirectory))
        {
            var copy = Path.Combine(directory, Configuration, Path.GetRelativePath(iacDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.WriteAllText(Path.Combine(directory, Example), Variables(iacDirectory, manifest));
        File.WriteAllText(Path.Combine(directory, Readme), ReadmeText.ReplaceLineEndings("\n"));
    }

    /// <summary>
    /// Moves the configuration from one folder to another. State, backend and variables of an earlier deployment stay; modules
    /// and root files of an earlier version are replaced.
    /// </summary>
    public static void Move(string source, string directory)
    {
        var (from, to) = (Path.Combine(source, Configuration), Path.Combine(directory, Configuration));
        if (!Directory.Exists(from))
        {
            return;
        }
        var modules = Path.Combine(Directory.CreateDirectory(to).FullName, Modules);
        if (Directory.Exists(modules))
        {
            Directory.Delete(modules, recursive: true);
        }
        if (Directory.Exists(Path.Combine(from, Modules)))
        {
            Directory.Move(Path.Combine(from, Modules), modules);
        }
        foreach (var stale in Directory.GetFiles(to, "*.tf").Where(file => Path.GetFileName(file) != Backend))
        {
            File.Delete(stale);
        }
        foreach (var file in Directory.GetFiles(from))
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    static IEnumerable<string> ConfigurationFiles(string folder)
    {
        var modules = Path.Combine(folder, Modules);
        return Directory.GetFiles(folder, "*.tf").Where(file => Path.GetFileName(file) != Backend)
            .Concat(Directory.GetFiles(folder, "*.example"))
            .Concat(Directory.Exists(modules) ? Directory.GetFiles(modules, "*", SearchOption.AllDirectories) : []);
    }

    static string Variables(string iacDirectory, ManifestDocument manifest)
    {
        var given = JsonSerializer.SerializeToNode(manifest, ManifestJsonContext.Default.ManifestDocument)!.AsObject().Select(property => property.Key).ToHashSet();
        var text = new StringBuilder();
        foreach (var (name, comment) in ProviderVariables)
        {
            Append(name, comment, Empty);
        }
        foreach (var (name, description) in RequiredVariables(iacDirectory).Where(variable => !given.Contains(variable.Name)))
        {
            Append($"TF_VAR_{name}", description, Empty);
        }
        if (SecretNames(manifest) is { Count: > 0 } secrets)
        {
            var values = new JsonObject(secrets.Select(secret => KeyValuePair.Create(secret, (JsonNode?)JsonValue.Create(""))));
            Append("TF_VAR_secret_values", "Values of the application's secrets.", $"'{values.ToJsonString()}'");
        }
        return text.ToString();

        void Append(string name, string comment, string value) => text.Append($"# {comment}\n{name}={value}\n");
    }

    /// <summary>The root variables without a default, sorted by name.</summary>
    static IEnumerable<(string Name, string Description)> RequiredVariables(string iacDirectory) =>
        Directory.GetFiles(iacDirectory, "*.tf").Where(file => Path.GetFileName(file) != Backend)
            .SelectMany(file => VariableBlock().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            .Where(block => !Default().IsMatch(block.Groups["body"].Value))
            .Select(block => (block.Groups["name"].Value, Description().Match(block.Groups["body"].Value).Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal)))
            .OrderBy(variable => variable.Item1, StringComparer.Ordinal);

    static SortedSet<string> SecretNames(ManifestDocument manifest) =>
        new(manifest.Containers.Values.SelectMany(container => container.SecretVariables?.Values ?? Enumerable.Empty<string>()), StringComparer.Ordinal);

    // In the canonical format, which the checks demand: a block ends at the first brace in column 1, its arguments are in column 3.
    [GeneratedRegex("""^variable "(?<name>\w+)" \{\n(?<body>.*?)^\}""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex VariableBlock();

    [GeneratedRegex("^  default +=", RegexOptions.Multiline)]
    private static partial Regex Default();

    [GeneratedRegex("^  description += \"((?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.Multiline)]
    private static partial Regex Description();
}
