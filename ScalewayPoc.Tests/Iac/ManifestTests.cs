using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Iac;

/// <summary>The manifest: what its example fills is what iac/manifest.tf declares and what the modules read.</summary>
public sealed class ManifestTests
{
    static readonly string Published = Path.Combine(Repository.Root, "ScalewayPoc.Tests", "Publish", "Snapshots", "default", "scaleway.auto.tfvars.json");

    static readonly string Example = Path.Combine(IacFiles.Iac, "examples", "scaleway.auto.tfvars.json");

    [SkippableFact]
    public async Task Example_fills_every_variable_and_field_and_no_other()
    {
        var variables = await ManifestVariablesAsync();
        var example = JsonNode.Parse(await File.ReadAllTextAsync(Example))!.AsObject();

        Assert.Equal(variables.Keys.Order(), example.Select(pair => pair.Key).Order());
        var declared = variables.SelectMany(variable => Paths(variable.Key, variable.Value)).ToHashSet();
        var filled = variables.SelectMany(variable => Filled(variable.Key, variable.Value, example[variable.Key])).ToHashSet();
        Assert.Equal([], declared.Except(filled));
        Assert.Equal([], filled.Except(declared));
    }

    [SkippableFact]
    public async Task What_publish_writes_is_declared() =>
        Assert.Equal([], await UndeclaredAsync(JsonNode.Parse(await File.ReadAllTextAsync(Published))!.AsObject()));

    /// <summary>Paths of the values of a manifest that iac/manifest.tf does not declare.</summary>
    internal static async Task<IReadOnlyList<string>> UndeclaredAsync(JsonObject manifest)
    {
        var variables = await ManifestVariablesAsync();
        var declared = variables.SelectMany(variable => Paths(variable.Key, variable.Value)).ToHashSet();
        return [.. manifest.SelectMany(pair => Filled(pair.Key, variables.GetValueOrDefault(pair.Key) ?? new TypeExpression(), pair.Value)).Except(declared)];
    }

    [SkippableFact]
    public async Task Modules_read_every_field()
    {
        var variables = await ManifestVariablesAsync();
        var documents = await IacFiles.ParseAsync();

        var code = string.Join('\n', documents.Where(pair => pair.Key != "manifest.tf")
            .SelectMany(pair => HclCode.Strings(WithoutVariables(pair.Value!))).Select(HclCode.Of));
        // The header is read by its own validation only.
        var unread = variables.Where(variable => variable.Value.Fields.Count > 0 && variable.Key != "manifest").SelectMany(variable => Paths(variable.Key, variable.Value))
            .Where(path => path.Split('.')[^1] is var field && field != "*" && !Regex.IsMatch(code, $@"\.{field}\b"));
        Assert.Equal([], unread);
    }

    [Fact]
    public void Fields_of_a_type_are_read()
    {
        var type = TypeExpression.Parse("${map(object({ a = string, b = optional(map(list(string)), {})\n c = object({ d = optional(number, 1) }) }))}");

        Assert.Equal(["*.a", "*.b.*.*", "*.c.d"], type.Leaves());
        Assert.Equal(["b"], type.Fields["*"].Optional);
    }

    static async Task<IReadOnlyDictionary<string, TypeExpression>> ManifestVariablesAsync()
    {
        var documents = await IacFiles.ParseAsync();
        return documents["manifest.tf"]!["variable"]!.AsObject()
            // The images have a file of their own.
            .Where(pair => pair.Key != "images")
            .ToDictionary(pair => pair.Key, pair => TypeExpression.Parse(pair.Value![0]!["type"]!.GetValue<string>()));
    }

    static JsonObject WithoutVariables(JsonNode document)
    {
        var copy = document.DeepClone().AsObject();
        copy.Remove("variable");
        return copy;
    }

    static IEnumerable<string> Paths(string variable, TypeExpression type) =>
        type.Fields.Count == 0 ? [variable] : type.Leaves().Select(leaf => $"{variable}.{leaf}");

    /// <summary>Paths of the leaves that a value fills; keys of maps count as <c>*</c>.</summary>
    static IEnumerable<string> Filled(string path, TypeExpression type, JsonNode? value) => value switch
    {
        // OpenTofu drops the path of the schema when it converts the value to the variable's type.
        JsonObject map => map.Where(pair => pair.Key != "$schema").SelectMany(pair =>
        {
            var name = type.Fields.ContainsKey("*") ? "*" : pair.Key;
            return Filled($"{path}.{name}", type.Fields.GetValueOrDefault(name) ?? new TypeExpression(), pair.Value);
        }),
        JsonArray list => list.SelectMany(item => Filled($"{path}.*", type.Fields.GetValueOrDefault("*") ?? new TypeExpression(), item)),
        _ => [path],
    };
}
