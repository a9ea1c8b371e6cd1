using System.Diagnostics;
using System.Text.Json;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary>An event as the API sends it, of about 300 bytes.</summary>
/// <param name="Id">Its id, unique over all runs.</param>
/// <param name="Body">The message.</param>
sealed record SampleEvent(string Id, string Body)
{
    public static IEnumerable<SampleEvent> Create(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var id = Guid.CreateVersion7().ToString("N");
        return new SampleEvent(id, JsonSerializer.Serialize(
            new EventEnvelope
            {
                Id = id,
                Source = "/benchmarks",
                Type = "order.placed",
                Subject = $"order-{i}",
                Time = DateTimeOffset.UtcNow,
                TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01",
            },
            ContractsJsonContext.Default.EventEnvelope));
    });
}
