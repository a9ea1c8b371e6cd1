using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Registry;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;
using Xunit;

namespace ScalewayPoc.Tests.Api;

public sealed class SendTelemetryTests : IAsyncLifetime
{
    // A queue name of its own tells the telemetry of this test from that of others in the process.
    readonly string _queue = "telemetry-" + Guid.NewGuid().ToString("n");
    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("api-tests-");
    SqsSimulator _simulator = null!;

    public async Task InitializeAsync() => _simulator = await SqsSimulator.StartAsync(
        new SqsSimulatorOptions { Data = _data, Queues = [QueueDeclaration.Parse(_queue)] });

    public async Task DisposeAsync()
    {
        await _simulator.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_event_has_a_producer_span_in_the_trace_of_its_request()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var entries = Enumerable.Range(1, 2).Select(Entry).ToArray();
        Assert.Equal(entries, await Sender(_simulator.Endpoint).SendAsync(entries, CancellationToken.None));

        var mine = spans.Where(span => span.DisplayName == $"send {_queue}").OrderBy(span => span.TraceId.ToString()).ToArray();
        Assert.Equal([TraceId(1), TraceId(2)], mine.Select(span => span.TraceId.ToString()));
        Assert.All(mine, span =>
        {
            Assert.Equal(ActivityKind.Producer, span.Kind);
            Assert.Equal("0000000000000001", span.ParentSpanId.ToString());
            Assert.Equal(ActivityStatusCode.Unset, span.Status);
            var tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);
            Assert.Equal("aws_sqs", tags["messaging.system"]);
            Assert.Equal("send", tags["messaging.operation.name"]);
            Assert.Equal("send", tags["messaging.operation.type"]);
            Assert.Equal(_queue, tags["messaging.destination.name"]);
            Assert.Equal((_simulator.Endpoint.Host, _simulator.Endpoint.Port), (tags["server.address"], tags["server.port"]));
            Assert.Equal(_simulator.QueueUrl(_queue), tags["aws.sqs.queue.url"]);
            Assert.Equal(2, tags["messaging.batch.message_count"]);
            Assert.Contains(tags["messaging.message.id"], entries.Select(entry => entry.Id));
        });
    }

    [Fact]
    public async Task Sent_events_and_failures_are_counted()
    {
        var counts = new ConcurrentBag<(string Instrument, double Value, string? Error)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name && instrument.Name.StartsWith("messaging.client.", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        await Sender(_simulator.Endpoint).SendAsync([Entry(1), Entry(2), Entry(3)], CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => Sender(new Uri("http://127.0.0.1:1")).SendAsync([Entry(4)], CancellationToken.None));

        var sent = counts.Where(count => count.Instrument == "messaging.client.sent.messages").ToLookup(count => count.Error, count => count.Value);
        Assert.Equal(3, sent[null].Sum());
        Assert.Equal(1, sent["System.Net.Http.HttpRequestException"].Sum());
        Assert.Equal(
            [null, "System.Net.Http.HttpRequestException"],
            counts.Where(count => count.Instrument == "messaging.client.operation.duration").Select(count => count.Error).Order(StringComparer.Ordinal));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if (all["messaging.destination.name"] == _queue)
            {
                counts.Add((instrument.Name, value, all.GetValueOrDefault("error.type")));
            }
        }
    }

    [Fact]
    public async Task An_event_that_the_queue_refuses_fails_its_span_alone()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        // A control character, which no message may have.
        var refused = Entry(2) with { Envelope = "\u0001"u8.ToArray() };

        Assert.Equal(["id-1"], (await Sender(_simulator.Endpoint).SendAsync([Entry(1), refused], CancellationToken.None)).Select(entry => entry.Id));

        var mine = spans.Where(span => span.DisplayName == $"send {_queue}").OrderBy(span => span.TraceId.ToString()).ToArray();
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], mine.Select(span => span.Status));
        Assert.Equal([null, "InvalidMessageContents"], mine.Select(span => span.GetTagItem("error.type")));
    }

    static string TraceId(int number) => $"{number:x32}";

    static OutboxEntry Entry(int number) => new(
        $"id-{number}",
        Encoding.UTF8.GetBytes($$"""{"id":"id-{{number}}"}"""),
        ActivityContext.Parse($"00-{TraceId(number)}-0000000000000001-01", null));

    QueueSender Sender(Uri endpoint)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        var connection = new SqsConnection(endpoint, "x", "x", "x", new Uri(_simulator.QueueUrl(_queue)));
        var client = new AmazonSQSClient(
            new BasicAWSCredentials("x", "x"),
            new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "x", MaxErrorRetry = 0 });
        return new QueueSender(
            new SqsQueue(client, connection),
            builder.Services.BuildServiceProvider().GetRequiredService<ResiliencePipelineProvider<string>>(),
            NullLogger<QueueSender>.Instance);
    }
}
