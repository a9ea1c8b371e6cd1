using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Consumer.Triggers;

/// <summary>What became of a delivered message. The platform looks at the status alone; people read this.</summary>
/// <param name="Outcome"><c>recorded</c> or <c>dead-letter</c>.</param>
/// <param name="Reason">Why it is no event.</param>
sealed record TriggerAnswer(
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TriggerAnswer))]
sealed partial class TriggerJsonContext : JsonSerializerContext;
