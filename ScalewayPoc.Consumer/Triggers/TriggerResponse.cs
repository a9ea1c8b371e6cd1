using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Consumer.Triggers;

/// <summary>Outcome of a delivered message, for people; the platform evaluates the status alone.</summary>
/// <param name="Outcome"><c>recorded</c> or <c>dead-letter</c>.</param>
/// <param name="Reason">Why the message is no event.</param>
sealed record TriggerResponse(
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TriggerResponse))]
sealed partial class TriggerJsonContext : JsonSerializerContext;
