using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aspire.Hosting.Scaleway.Manifest;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Generates the JSON Schema and the tables of MANIFEST.md from the types of the manifest and their documentation.</summary>
static partial class ManifestFormat
{
    static readonly (string Kind, Type Type)[] Documents =
        [("manifest", typeof(ManifestDocument)), ("images", typeof(ImagesDocument)), ("site", typeof(SiteDocument))];

    static readonly Dictionary<string, string> Summaries = ReadDocumentation();

    static readonly JsonSerializerOptions Indented = new(ManifestJsonContext.Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of all published files.</summary>
    public static string Schema() => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Files that the Scaleway hosting integration publishes",
        ["oneOf"] = new JsonArray([.. Documents.Select(document => new JsonObject { ["$ref"] = $"#/$defs/{document.Kind}" })]),
        ["$defs"] = new JsonObject(Documents.Select(document => KeyValuePair.Create(document.Kind, (JsonNode?)Schema(document.Type)))),
    }.ToJsonString(Indented) + "\n";

    /// <summary>One table for each property at the top of a file, with a row for each field.</summary>
    public static string Tables()
    {
        var text = new StringBuilder();
        foreach (var (kind, type) in Documents)
        {
            foreach (var (name, property) in Schema(type)["properties"]!.AsObject().Where(_ => kind != "site"))
            {
                text.Append(CultureInfo.InvariantCulture, $"## `{name}`\n\n{property!["description"]}\n\n");
                text.Append("| field | type | meaning |\n|---|---|---|\n");
                AppendRows(text, "", property.AsObject());
                text.Append('\n');
            }
        }
        text.Append("## `NAME.site.json`\n\n| field | type | meaning |\n|---|---|---|\n");
        AppendRows(text, "", Schema(typeof(SiteDocument)));
        return text.ToString();
    }

    static void AppendRows(StringBuilder text, string prefix, JsonObject schema)
    {
        // A map: its fields are those of each entry.
        if (schema["additionalProperties"] is JsonObject entry)
        {
            AppendRows(text, prefix.Length == 0 ? "" : $"{prefix}*.", entry);
            return;
        }
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var field = property!.AsObject();
            text.Append(CultureInfo.InvariantCulture, $"| `{prefix}{name}` | {TypeOf(field)} | {field["description"]?.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            AppendRows(text, $"{prefix}{name}.", field);
        }
    }

    static string TypeOf(JsonObject schema) => schema switch
    {
        _ when schema["enum"] is JsonArray values => string.Join(", ", values.Select(value => $"`{value}`")),
        _ when schema["additionalProperties"] is JsonObject entry => $"map of {TypeOf(entry)}",
        _ when schema["items"] is JsonObject item => $"list of {TypeOf(item)}",
        _ => schema["type"]!.GetValue<string>(),
    };

    static JsonObject Schema(Type type)
    {
        var exported = JsonSchemaExporter.GetJsonSchemaAsNode(ManifestJsonContext.Default.Options, type, new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Transform,
        });
        return Inline(exported, exported)!.AsObject();
    }

    /// <summary>Replaces references to a type that occurs twice, which are relative to the root of the export.</summary>
    static JsonNode? Inline(JsonNode? node, JsonNode root)
    {
        if (node is not JsonObject schema)
        {
            return node?.DeepClone();
        }
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var target = reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (parent, key) => parent[key]!);
            var copy = Inline(target, root)!.AsObject();
            if (schema["description"] is { } description)
            {
                copy["description"] = description.DeepClone();
            }
            return copy;
        }
        return new JsonObject(schema.Select(property => KeyValuePair.Create(property.Key, Inline(property.Value, root))));
    }

    static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var property = context.PropertyInfo?.AttributeProvider as PropertyInfo;
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        // The exporter does not look into converters.
        var schema = node as JsonObject ?? [];
        if (type == typeof(TimeSpan))
        {
            schema = property?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType == typeof(DurationConverter)
                ? new() { ["type"] = "string", ["pattern"] = "^[0-9.]+s$" }
                : new() { ["type"] = "number" };
        }
        if (schema["enum"] is JsonArray && schema["type"] is null)
        {
            schema["type"] = "string";
        }
        // A field without a value is omitted, never null.
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.First(candidate => candidate!.GetValue<string>() != "null")!.DeepClone();
        }
        schema.Remove("default");
        if (schema["properties"] is JsonObject properties)
        {
            schema["properties"] = new JsonObject(properties.OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
            schema["additionalProperties"] = false;
        }
        if (property is not null && Summary(property) is { } summary)
        {
            schema["description"] = summary;
        }
        else if (context.Path.IsEmpty && Summaries.TryGetValue($"T:{type.FullName}", out var title))
        {
            schema["description"] = title;
        }
        return schema;
    }

    static string? Summary(PropertyInfo property) =>
        Summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}");

    static Dictionary<string, string> ReadDocumentation()
    {
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(ManifestDocument).Assembly;
        foreach (var member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
        {
            var name = member.Attribute("name")!.Value;
            if (member.Element("summary") is { } summary)
            {
                summaries[name] = Text(summary);
            }
            // The parameters of a record are its properties.
            foreach (var parameter in member.Elements("param").Where(_ => name.StartsWith("T:", StringComparison.Ordinal)))
            {
                summaries.TryAdd($"P:{name[2..]}.{parameter.Attribute("name")!.Value}", Text(parameter));
            }
        }
        return summaries;
    }

    static string Text(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
