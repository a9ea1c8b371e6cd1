using System.Text.Json;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Events to send.</summary>
static class TestEvents
{
    public static EventEnvelope Envelope(string id) => new()
    {
        Id = id,
        Source = "/tests",
        Type = "thing.happened",
        Subject = "thing",
        Time = DateTimeOffset.UtcNow,
    };

    public static string Body(string id) => JsonSerializer.Serialize(Envelope(id), ContractsJsonContext.Default.EventEnvelope);

    public static string[] Bodies(int count) => [.. Enumerable.Range(0, count).Select(i => Body($"e{i}"))];
}
