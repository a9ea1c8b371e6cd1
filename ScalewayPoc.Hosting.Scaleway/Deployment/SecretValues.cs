using System.Text;
using System.Text.Json;
using Aspire.Hosting.Scaleway.Manifest;
using Aspire.Hosting.Scaleway.Validation;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The values of the secrets that the manifest names. Publishing needs only the names, so the values are checked before the
/// deployment.
/// </summary>
static class SecretValues
{
    /// <summary>Environment variable of OpenTofu's variable <c>secret_values</c>.</summary>
    public const string Variable = "TF_VAR_secret_values";

    const int MaxBytes = 65_536;

    public static void Check(ScalewayModel model, string? json)
    {
        var values = Parse(json);
        var errors = model.Containers
            .SelectMany(container => container.Environment.Secrets, (container, secret) => (container.Name, Variable: secret.Key, Secret: secret.Value))
            .Concat(model.Sites.SelectMany(site => site.Options.Configuration.Where(entry => entry.Value is ParameterResource),
                (site, entry) => (site.Name, Variable: entry.Key, Secret: ((ParameterResource)entry.Value).Name)))
            .Select(use => values.TryGetValue(use.Secret, out var value)
                ? Encoding.UTF8.GetByteCount(value) is var bytes && bytes > MaxBytes
                    ? new ValidationError(use.Name, $"the secret {use.Secret} of the variable {use.Variable} has {bytes} bytes", $"allowed: {MaxBytes}", Sources.Containers)
                    : null
                : new ValidationError(use.Name, $"the secret {use.Secret} of the variable {use.Variable} has no value",
                    $"set {Variable} to a JSON object of name and value", Sources.Library))
            .OfType<ValidationError>()
            .ToList();
        if (errors.Count > 0)
        {
            throw new ScalewayPublishException([.. errors.Select(error => error.ToString())]);
        }
    }

    /// <summary>Values by name.</summary>
    public static Dictionary<string, string> Parse(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? [] : JsonSerializer.Deserialize(json, ManifestJsonContext.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            // Without the parser's message, which quotes the text.
            throw new ScalewayPublishException($"{Variable} is not a JSON object of name and value.");
        }
    }
}
