using System.Text;
using System.Text.Json;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Events to send.</summary>
static class TestEvents
{
    public static EventEnvelope Envelope(string id, string source = "/tests") => new()
    {
        Id = id,
        Source = source,
        Type = "thing.happened",
        Subject = "thing",
        Time = DateTimeOffset.UtcNow,
    };

    /// <summary>The event as the Consumer has read it.</summary>
    public static IncomingEvent Incoming(string id, string? data = null) => new()
    {
        Id = id,
        Source = "/tests",
        Type = "thing.happened",
        Time = DateTimeOffset.UtcNow,
        Sequence = 1,
        Data = data is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(data),
    };

    public static string Body(string id, string source = "/tests") => Body(Envelope(id, source));

    public static string Body(EventEnvelope envelope) => JsonSerializer.Serialize(envelope, ContractsJsonContext.Default.EventEnvelope);

    public static string[] Bodies(int count) => [.. Enumerable.Range(0, count).Select(i => Body($"e{i}"))];
}
