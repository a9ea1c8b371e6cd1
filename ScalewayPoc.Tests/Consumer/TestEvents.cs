using System.Text.Json;
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

    public static string Body(string id, string source = "/tests") => Body(Envelope(id, source));

    public static string Body(EventEnvelope envelope) => JsonSerializer.Serialize(envelope, ContractsJsonContext.Default.EventEnvelope);

    public static string[] Bodies(int count) => [.. Enumerable.Range(0, count).Select(i => Body($"e{i}"))];
}
