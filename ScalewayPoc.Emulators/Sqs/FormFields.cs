using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>The fields of a query request as a tree: <c>Attribute.1.Name=x</c> is the member Name of item 1 of Attribute.</summary>
sealed class FormFields
{
    /// <summary>Parts of the deepest name that an action has; what follows is one part.</summary>
    const int MaxDepth = 8;

    readonly Dictionary<string, FormFields> _members = new(StringComparer.Ordinal);
    string? _value;

    public string? this[string name]
    {
        get => _members.GetValueOrDefault(name)?._value;
        set
        {
            var field = this;
            foreach (var part in name.Split('.', MaxDepth))
            {
                if (!field._members.TryGetValue(part, out var member))
                    field._members.Add(part, member = new FormFields());
                field = member;
            }

            field._value = value;
        }
    }

    /// <summary>The same request in the JSON protocol.</summary>
    /// <exception cref="JsonException">A field is not of the type that the action takes.</exception>
    public JsonNode ToJson(Type type, string name, string action)
    {
        var info = SqsJson.Form.GetTypeInfo(type)!;
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                var members = new JsonObject();
                foreach (var property in info.Properties)
                {
                    var isScalar = SqsJson.Form.GetTypeInfo(property.PropertyType)!.Kind == JsonTypeInfoKind.None;
                    if (_members.TryGetValue(isScalar ? property.Name : QueryNames.RequestItem(property.Name, action), out var member))
                        members[property.Name] = member.ToJson(property.PropertyType, property.Name, action);
                }

                return members;
            case JsonTypeInfoKind.Enumerable:
                return new JsonArray([.. Items(name).Select(item => item.ToJson(info.ElementType!, name, action))]);
            case JsonTypeInfoKind.Dictionary:
                var entries = new JsonObject();
                foreach (var entry in Items(name))
                {
                    entries[entry[QueryNames.MapKey(name)] ?? throw new JsonException($"An entry of {name} has no name.")] =
                        entry._members.GetValueOrDefault("Value")?.ToJson(info.ElementType!, name, action);
                }

                return entries;
            default:
                return JsonValue.Create(_value ?? throw new JsonException($"{name} has no value."));
        }
    }

    IEnumerable<FormFields> Items(string name) => _members
        .OrderBy(item => int.TryParse(item.Key, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JsonException($"'{item.Key}' of {name} is not an integer."))
        .Select(item => item.Value);
}

/// <summary>
/// How the query protocol names the members that the JSON protocol has: lists and maps are flattened, so the items are
/// named in the singular (Amazon SQS API 2012-11-05).
/// </summary>
static class QueryNames
{
    public static string RequestItem(string member, string action) => member == "Entries" ? $"{action}RequestEntry" : Singular(member);

    public static string ResponseItem(string member, string action) => member switch
    {
        "Successful" => $"{action}ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        _ => Singular(member),
    };

    /// <summary>Whether a member of a response is a map and not a structure.</summary>
    public static bool IsMap(string member) => member is "Attributes" or "MessageAttributes";

    /// <summary>The field with the key of a map's entry.</summary>
    public static string MapKey(string member) => member == "tags" ? "Key" : "Name";

    /// <summary>E.g. QueueUrl for QueueUrls, Tag for tags.</summary>
    public static string Singular(string member) => char.ToUpperInvariant(member[0]) + member[1..^1];
}
