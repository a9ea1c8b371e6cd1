using System.Text.Json.Serialization;

namespace ScalewayPoc.Contracts;

/// <summary>Source-generated JSON for what API and Consumer exchange. CloudEvents attribute names are lower case.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventEnvelope))]
public sealed partial class ContractsJsonContext : JsonSerializerContext;
