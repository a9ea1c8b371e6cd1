using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Contracts;

/// <summary>
/// An event as it travels: a CloudEvents 1.0 JSON document. It is the whole body of the queue message, because a
/// Scaleway queue trigger delivers nothing but the body (no message id, no attributes).
/// </summary>
/// <remarks>Source: CloudEvents 1.0.2 and its distributed-tracing and sequence extensions.</remarks>
public sealed record EventEnvelope
{
    /// <summary>The only version of CloudEvents that is produced and accepted.</summary>
    public const string SupportedSpecVersion = "1.0";

    /// <summary>CloudEvents version, always <see cref="SupportedSpecVersion"/>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = SupportedSpecVersion;

    /// <summary>Unique id, stable over retries: the primary key of the event log. 1 to 128 characters.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Who produced the event, a URI reference such as <c>/scalewaypoc/api</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>What happened, see <see cref="EventTypes"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>What it happened to; for <c>kv.*</c> events the key.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>When it was accepted, in UTC.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Media type of <see cref="Data"/>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>
    /// Order of acceptance: 16 decimal digits, so that ordering the text orders the events. Microseconds since 1970,
    /// or one more than the last one where the clock has not moved on.
    /// </summary>
    [JsonPropertyName("sequence")]
    public string? Sequence { get; init; }

    /// <summary>W3C trace context in which the event was created.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state that goes with <see cref="TraceParent"/>.</summary>
    [JsonPropertyName("tracestate")]
    public string? TraceState { get; init; }

    /// <summary>The payload, any JSON value.</summary>
    [JsonPropertyName("data")]
    public JsonElement? Data { get; init; }
}

/// <summary>Source-generated JSON for what API and Consumer exchange. CloudEvents attribute names are lower case.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // The payload may have the full depth, and stands in an envelope.
    MaxDepth = Limits.DataDepth + 1)]
[JsonSerializable(typeof(EventEnvelope))]
public sealed partial class ContractsJsonContext : JsonSerializerContext;
