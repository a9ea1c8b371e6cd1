using System.Diagnostics;
using System.Text;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class AllocationTests
{
    const int BatchSize = 10;
    const int Batches = 200;

    [Fact]
    public void Reading_and_tracing_a_message_allocates_at_most_8_kB()
    {
        // Spans of all events, as with an exporter.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var bodies = Enumerable.Range(0, BatchSize).Select(i => Encoding.UTF8.GetBytes(TestEvents.Body(
            TestEvents.Envelope($"e{i}") with { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" }))).ToArray();
        Run(bodies);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(bodies);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (BatchSize * Batches), 1, 8_000);
    }

    static void Run(byte[][] bodies)
    {
        var delivery = new Delivery("allocations", new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));
        for (var batch = 0; batch < Batches; batch++)
        {
            var events = bodies.Select(body => EnvelopeReader.Read(body, "message", DateTimeOffset.UtcNow).Event!).ToList();
            using var processing = new EventTelemetry.Processing(events, delivery);
            processing.Recorded(events, duplicates: 0, DateTimeOffset.UtcNow);
        }
    }
}
