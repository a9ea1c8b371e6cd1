using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class EventTelemetryTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task Each_event_is_processed_in_the_trace_that_created_it_and_linked_to_its_delivery()
    {
        await using var app = await ComposeAsync();
        var destination = Guid.NewGuid().ToString();
        var spans = new ConcurrentBag<Activity>();
        using var listener = Listen(span =>
        {
            if (span.OperationName == "process " + destination)
            {
                spans.Add(span);
            }
        });
        var delivery = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var creations = Enumerable.Range(0, 3).Select(_ => (Trace: ActivityTraceId.CreateRandom(), Span: ActivitySpanId.CreateRandom())).ToArray();

        await app.Services.GetRequiredService<EventBatchHandler>().HandleAsync(
            [.. creations.Select((c, i) => Event($"e{i}", $"00-{c.Trace}-{c.Span}-01")), Event("untraced", null)],
            new Delivery(destination, delivery), default);

        Assert.Equal(4, spans.Count);
        Assert.All(spans, span =>
        {
            Assert.Equal(ActivityKind.Consumer, span.Kind);
            Assert.Equal(delivery, Assert.Single(span.Links).Context);
            Assert.Equal("aws_sqs", span.GetTagItem("messaging.system"));
        });
        foreach (var (trace, parent) in creations)
        {
            Assert.Single(spans, span => span.TraceId == trace && span.ParentSpanId == parent);
        }
        Assert.Single(spans, span => span.ParentSpanId == default && span.TraceId != delivery.TraceId);
    }

    [Fact]
    public async Task With_its_delivery_as_the_parent_an_event_is_processed_below_the_receive_and_linked_to_its_creation()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        setup.Settings["Consumer__Polling__ProcessParent"] = "delivery";
        var spans = new ConcurrentBag<Activity>();
        using var listener = Listen(spans.Add);
        await setup.StartConsumerAsync();
        var (trace, span) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());

        await setup.SendAsync(TestEvents.Body(TestEvents.Envelope("delivered") with { TraceParent = $"00-{trace}-{span}-01" }));

        var process = await Eventually.GetAsync(
            () => Task.FromResult(spans.FirstOrDefault(each => each.OperationName == "process ingress" && each.Links.Any(link => link.Context.TraceId == trace))),
            found => found is not null, TimeSpan.FromSeconds(30), setup.Logs());
        Assert.Equal(span, Assert.Single(process!.Links).Context.SpanId);
        var receive = Assert.Single(spans, each => each.SpanId == process.ParentSpanId);
        Assert.Equal(("receive ingress", process.TraceId), (receive.OperationName, receive.TraceId));
    }

    [Fact]
    public async Task Latency_duplicates_and_duration_are_measured()
    {
        await using var app = await ComposeAsync();
        var destination = Guid.NewGuid().ToString();
        var values = new ConcurrentBag<(string Name, double Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        listener.Start();
        var handler = app.Services.GetRequiredService<EventBatchHandler>();

        await handler.HandleAsync([Event("e1", null)], new Delivery(destination), default);
        await handler.HandleAsync([Event("e1", null), Event("e2", null)], new Delivery(destination), default);

        Assert.Equal(3, values.Count(v => v.Name == "scalewaypoc.event.latency"));
        Assert.Equal(3, values.Count(v => v.Name == "messaging.process.duration"));
        Assert.Equal(1, values.Where(v => v.Name == "scalewaypoc.event.duplicates").Sum(v => v.Value));

        void Keep(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, destination))
                {
                    values.Add((name, value));
                }
            }
        }
    }

    async Task<WebApplication> ComposeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = await servers.CreateDatabaseAsync();
        builder.AddServiceDefaults();
        builder.AddEventLog();
        builder.AddEventHandling();
        var app = builder.Build();
        await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
        return app;
    }

    static ActivityListener Listen(Action<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    static IncomingEvent Event(string id, string? traceParent)
    {
        var envelope = TestEvents.Envelope(id) with { TraceParent = traceParent };
        var read = EnvelopeReader.Read(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(envelope, ContractsJsonContext.Default.EventEnvelope)), null, DateTimeOffset.UtcNow);
        return read.Event!;
    }
}
