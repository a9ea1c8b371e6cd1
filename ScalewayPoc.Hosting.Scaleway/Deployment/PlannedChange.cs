using System.Globalization;
using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Deployment;

enum ChangeKind
{
    Create,
    Update,
    Replace,
    Delete,

    /// <summary>The object stays and leaves the state.</summary>
    Forget,
}

/// <summary>A change of one object. After lacks the attributes that are known only once it is applied.</summary>
sealed record PlannedChange(string Address, string Type, ChangeKind Kind, JsonElement Before, JsonElement After, IReadOnlyList<string> ReplacedFor)
{
    /// <summary>True when the object with its content goes.</summary>
    public bool Loses => Kind is ChangeKind.Replace or ChangeKind.Delete;

    /// <summary>True when an existing object has another value of the attribute afterwards, or one that is not known yet.</summary>
    public bool Changes(string attribute) =>
        Kind is ChangeKind.Update or ChangeKind.Replace && !Equal(Value(Before, attribute), Value(After, attribute));

    public bool Sets(string attribute, string value) => Changes(attribute) && Text(After, attribute) == value;

    public bool Lowers(string attribute) =>
        Changes(attribute)
        && decimal.TryParse(Text(Before, attribute), CultureInfo.InvariantCulture, out var before)
        && decimal.TryParse(Text(After, attribute), CultureInfo.InvariantCulture, out var after)
        && after < before;

    public IEnumerable<string> ChangedAttributes => Before.ValueKind != JsonValueKind.Object || After.ValueKind != JsonValueKind.Object
        ? []
        : Before.EnumerateObject().Select(attribute => attribute.Name).Where(name => !Equal(Value(Before, name), Value(After, name)));

    /// <summary>True when applying this change undoes another one in that attribute.</summary>
    public bool Reverts(PlannedChange drift, string attribute) =>
        Changes(attribute)
        && Equal(Value(drift.Before, attribute), Value(After, attribute))
        && Equal(Value(drift.After, attribute), Value(Before, attribute));

    public static string? Text(JsonElement attributes, string name) => Value(attributes, name)?.ToString();

    static JsonElement? Value(JsonElement attributes, string name) =>
        attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty(name, out var value) ? value : null;

    static bool Equal(JsonElement? left, JsonElement? right) =>
        left is { } known && right is { } other ? JsonElement.DeepEquals(known, other) : left is null && right is null;
}
