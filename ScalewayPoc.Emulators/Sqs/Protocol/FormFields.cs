using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>The fields of a query request as a tree: <c>Attribute.1.Name=x</c> is the member Name of item 1 of Attribute.</summary>
sealed class FormFields
{
    /// <summary>Parts of the deepest name that an action has; what follows is one part.</summary>
    public const int MaxDepth = 8;

    readonly Dictionary<string, FormFields> _members = new(StringComparer.Ordinal);
    string? _value;

    public void Set(ReadOnlySpan<string> name, string value)
    {
        var field = this;
        foreach (var part in name)
        {
            if (!field._members.TryGetValue(part, out var member))
                field._members.Add(part, member = new FormFields());
            field = member;
        }

        field._value = value;
    }

    public string? Text(string name) => _members.GetValueOrDefault(name)?._value;

    /// <summary>The same request in the JSON protocol.</summary>
    /// <exception cref="JsonException">A field is not of the type that the action takes.</exception>
    public static ReadOnlySpan<byte> ToJson(FormFields fields, string action, JsonTypeInfo type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            fields.WriteObject(writer, type, action);
        return buffer.WrittenSpan;
    }

    void WriteObject(Utf8JsonWriter writer, JsonTypeInfo type, string action)
    {
        writer.WriteStartObject();
        foreach (var property in type.Properties)
        {
            var name = IsScalar(property.PropertyType) ? property.Name : QueryNames.RequestItem(property.Name, action);
            if (!_members.TryGetValue(name, out var member))
                continue;
            writer.WritePropertyName(property.Name);
            member.WriteValue(writer, property.PropertyType, property.Name, action);
        }

        writer.WriteEndObject();
    }

    void WriteValue(Utf8JsonWriter writer, Type type, string name, string action)
    {
        if (type == typeof(int?))
            writer.WriteNumberValue(Number(_value, name));
        else if (IsScalar(type))
            writer.WriteStringValue(_value ?? throw new JsonException($"{name} has no value."));
        else if (type == typeof(List<string>))
            WriteItems(writer, typeof(string), name, action);
        else if (SqsJson.Wire.GetTypeInfo(type) is { } info)
            WriteStructure(writer, info, name, action);
    }

    void WriteStructure(Utf8JsonWriter writer, JsonTypeInfo type, string name, string action)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                WriteItems(writer, type.ElementType!, name, action);
                break;
            case JsonTypeInfoKind.Dictionary:
                writer.WriteStartObject();
                foreach (var entry in Items(name))
                {
                    writer.WritePropertyName(entry.Text(QueryNames.MapKey(name)) ?? throw new JsonException($"An entry of {name} has no name."));
                    if (entry._members.TryGetValue("Value", out var value))
                        value.WriteValue(writer, type.ElementType!, name, action);
                    else
                        writer.WriteNullValue();
                }

                writer.WriteEndObject();
                break;
            default:
                WriteObject(writer, type, action);
                break;
        }
    }

    void WriteItems(Utf8JsonWriter writer, Type type, string name, string action)
    {
        writer.WriteStartArray();
        foreach (var item in Items(name))
            item.WriteValue(writer, type, name, action);
        writer.WriteEndArray();
    }

    IEnumerable<FormFields> Items(string name) => _members.OrderBy(item => Number(item.Key, name)).Select(item => item.Value);

    static bool IsScalar(Type type) => type == typeof(string) || type == typeof(int?) || type == typeof(byte[]);

    static int Number(string? text, string name) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new JsonException($"'{text}' of {name} is not an integer.");
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
        "Successful" or "Results" => $"{action}ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        _ => Singular(member),
    };

    /// <summary>Whether a member of a response is a map and not a structure.</summary>
    public static bool IsMap(string member) => member is "Attributes" or "MessageAttributes" or "Tags";

    /// <summary>The field with the key of a map's entry.</summary>
    public static string MapKey(string member) => member is "Tags" or "tags" ? "Key" : "Name";

    /// <summary>E.g. QueueUrl for QueueUrls and for queueUrls.</summary>
    public static string Singular(string member) => char.ToUpperInvariant(member[0]) + member[1..^1];
}
