using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Contracts;

/// <summary>Source-generated JSON for the dead letters, as the Consumer serves them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(ReplayOutcome))]
public sealed partial class DeadLettersJsonContext : JsonSerializerContext;
