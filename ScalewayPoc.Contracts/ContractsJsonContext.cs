using System.Text.Json.Serialization;

namespace ScalewayPoc.Contracts;

/// <summary>Source-generated JSON for what API and Consumer exchange. CloudEvents attribute names are lower case.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // The payload may have the full depth, and stands in an envelope.
    MaxDepth = Limits.DataDepth + 1)]
[JsonSerializable(typeof(EventEnvelope))]
public sealed partial class ContractsJsonContext : JsonSerializerContext;
