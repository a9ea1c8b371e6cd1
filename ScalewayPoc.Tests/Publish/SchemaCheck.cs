using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Checks a published file against the schema that it names.</summary>
static class SchemaCheck
{
    /// <summary>The errors, as path and message.</summary>
    /// <param name="directory">Folder of the file.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="header">Selects the object with <c>$schema</c>.</param>
    public static IReadOnlyList<string> Errors(string directory, string file, Func<JsonNode, JsonNode> header)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, file)))!;
        var path = header(json)["$schema"]!.GetValue<string>();
        var schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(directory, path)));
        using var instance = JsonDocument.Parse(json.ToJsonString());
        var result = schema.Evaluate(instance.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : [.. (result.Details ?? []).SelectMany(detail => detail.Errors ?? new Dictionary<string, string>(),
            (detail, error) => $"{detail.InstanceLocation}: {error.Value}").Append("not valid")];
    }
}
