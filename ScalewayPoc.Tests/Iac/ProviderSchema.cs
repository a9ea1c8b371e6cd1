using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>The provider's arguments, in the form of <c>tofu providers schema -json</c> (see iac/schema/README.md).</summary>
sealed class ProviderSchema(JsonObject provider)
{
    public static ProviderSchema Load() =>
        new(JsonNode.Parse(File.ReadAllText(IacFiles.SchemaFile))!["provider_schemas"]!.AsObject().Single().Value!.AsObject());

    public IReadOnlyCollection<string> ResourceTypes => [.. Resources.Select(pair => pair.Key)];

    JsonObject Resources => provider["resource_schemas"]!.AsObject();

    public SchemaBlock? Resource(string type) => Block(Resources[type]);

    public SchemaBlock? DataSource(string type) => Block(provider["data_source_schemas"]?[type]);

    public SchemaBlock Provider => Block(provider["provider"])!;

    static SchemaBlock? Block(JsonNode? type) => type is null ? null : new SchemaBlock(type["block"]!.AsObject());
}

/// <summary>The arguments of a resource or of a block in it.</summary>
sealed class SchemaBlock(JsonObject block)
{
    JsonObject Attributes => block["attributes"]?.AsObject() ?? [];

    JsonObject Blocks => block["block_types"]?.AsObject() ?? [];

    public bool Has(string name) => Attributes.ContainsKey(name) || Blocks.ContainsKey(name);

    public SchemaBlock? Nested(string name) => Blocks[name] is { } nested ? new SchemaBlock(nested["block"]!.AsObject()) : null;

    public bool CanBeSet(string name) => Attributes[name] is { } attribute && (Is(attribute, "required") || Is(attribute, "optional"));

    public bool IsDeprecated(string name) => Is(Attributes[name], "deprecated") || Is(Blocks[name]?["block"], "deprecated");

    public IEnumerable<string> Required =>
        Attributes.Where(pair => Is(pair.Value, "required")).Select(pair => pair.Key)
            .Concat(Blocks.Where(pair => pair.Value!["min_items"]?.GetValue<int>() > 0).Select(pair => pair.Key));

    static bool Is(JsonNode? node, string flag) => node?[flag]?.GetValue<bool>() == true;
}
