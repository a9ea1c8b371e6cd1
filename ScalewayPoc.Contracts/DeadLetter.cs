using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScalewayPoc.Contracts;

/// <summary>A message that did not become an event.</summary>
public sealed record DeadLetter(
    string Id,
    DeadLetterStore Kept,
    [property: Description("When it was sent, where it is kept in the queue; when it was given up, where in the table.")] DateTimeOffset ReceivedAt,
    [property: Description("How often the queue has delivered it, looking at it included; null where that is not known.")] int? Deliveries,
    [property: Description("Why it is no event, or not yet.")] string Reason,
    [property: Description("The message as text; bytes that are not UTF-8 are replaced.")] string Body);

/// <summary>Where a dead letter is kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadLetterStore>))]
public enum DeadLetterStore
{
    /// <summary>In the dead-letter queue: it was polled and given back too often.</summary>
    [JsonStringEnumMemberName("queue")]
    Queue,

    /// <summary>In the table beside the event log: a trigger delivered it.</summary>
    [JsonStringEnumMemberName("table")]
    Table,
}

/// <summary>Some of the dead letters, newest first.</summary>
public sealed record DeadLetterList(
    IReadOnlyList<DeadLetter> Items,
    [property: Description("Whether there are others.")] bool More,
    [property: Description("Where was looked: without its connection string the queue is left out.")] IReadOnlyList<DeadLetterStore> Covered);

/// <summary>What became of the dead letters that were handled again.</summary>
public sealed record ReplayOutcome(
    [property: Description("Those that are in the event log now, perhaps since earlier.")] int Recorded,
    [property: Description("Those that were tried and stay, with their reason.")] int Left,
    [property: Description("Whether there may be others, which the bounds of one call left untried.")] bool More,
    [property: Description("Where was looked: without its connection string the queue is left out.")] IReadOnlyList<DeadLetterStore> Covered);

/// <summary>Source-generated JSON for the dead letters, as the Consumer serves them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(ReplayOutcome))]
public sealed partial class DeadLettersJsonContext : JsonSerializerContext;
