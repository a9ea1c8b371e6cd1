using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ScalewayPoc.Tests.Consumer;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>Whole traces, from exported OTLP data.</summary>
[Collection(nameof(TracedSystemCollection))]
public sealed class TraceTests(TracedSystem system)
{
    const string Payload = "p4yl0ad";

    [Fact]
    public async Task A_write_is_one_trace_from_the_request_to_the_event_log()
    {
        using var written = await system.Api.PutAsync("/api/kv/traced", new StringContent($"\"{Payload}\"", Encoding.UTF8, "application/json"));
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync());

        var process = await system.Receiver.SpanAsync("process ingress", span => span.Name == "process ingress" && IsOf(span, "kv.set"));
        await system.Receiver.SpanAsync("of PostgreSQL", span => span.ParentId == process.SpanId);
        await system.Receiver.SpanAsync("send ingress", span => span.Name == "send ingress" && span.TraceId == process.TraceId);
        var receive = await system.Receiver.SpanAsync("receive ingress", span => span.SpanId == Assert.Single(process.Links).SpanId);
        // The instrumentation of Redis hands over its spans every ten seconds.
        var redis = await system.Receiver.SpanAsync("of Redis", span => span.TraceId == process.TraceId && span.Service == "api" && span.Kind == SpanKind.Client);
        var trace = system.Receiver.Spans.Where(span => span.TraceId == process.TraceId).ToList();

        var request = Assert.Single(trace, span => span.ParentId == "");
        Assert.Equal(("api", "PUT /api/kv/{key}", SpanKind.Server), (request.Service, request.Name.TrimEnd('/'), request.Kind));
        // More than one where the queue has not acknowledged the first in time.
        Assert.All(trace.Where(span => span.Kind == SpanKind.Producer), send =>
        {
            Assert.Equal(("api", "send ingress", request.SpanId), (send.Service, send.Name, send.ParentId));
            AssertMessaging(send, "send", "ingress");
        });
        Assert.Equal((request.SpanId, "redis"), (redis.ParentId, redis.Attributes.GetValueOrDefault("db.system.name") ?? redis.Attributes["db.system"]));
        Assert.Equal(("consumer", SpanKind.Consumer, request.SpanId), (process.Service, process.Kind, process.ParentId));
        AssertMessaging(process, "process", "ingress");
        var insert = Assert.Single(trace, span => span.ParentId == process.SpanId);
        Assert.Equal((SpanKind.Client, "postgresql"), (insert.Kind, insert.Attributes["db.system.name"]));
        // The AWS SDK's own requests have no spans.
        Assert.DoesNotContain(system.Receiver.Spans, span => span.Attributes.GetValueOrDefault("url.full", "").Contains($":{system.Setup.QueueRelay.Port}", StringComparison.Ordinal));
        AssertNoOrphan(trace);

        Assert.Equal(("receive ingress", SpanKind.Client, ""), (receive.Name, receive.Kind, receive.ParentId));
        Assert.NotEqual(process.TraceId, receive.TraceId);
        AssertMessaging(receive, "receive", "ingress");
        Assert.Equal("1", receive.Attributes["messaging.batch.message_count"]);
        Assert.Equal(
            ("127.0.0.1", $"{system.Setup.QueueRelay.Port}"), (receive.Attributes["server.address"], receive.Attributes["server.port"]));
    }

    [Fact]
    public async Task An_event_that_a_sweep_sends_later_stays_in_the_trace_of_its_request()
    {
        var trace = $"{Guid.NewGuid():n}";
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/kv/swept") { Content = new StringContent("1", Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        system.Setup.QueueRelay.Close();
        using var accepted = await system.Api.SendAsync(request);
        system.Setup.QueueRelay.Open();
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        var send = await system.Receiver.SpanAsync("send ingress", span => span is { Kind: SpanKind.Producer, IsError: false } && span.TraceId == trace);

        var server = await system.Receiver.SpanAsync("PUT", span => span.Kind == SpanKind.Server && span.TraceId == trace);
        Assert.Equal(("send ingress", server.SpanId), (send.Name, send.ParentId));
        Assert.Equal(("127.0.0.1", $"{system.Setup.QueueRelay.Port}"), (send.Attributes["server.address"], send.Attributes["server.port"]));
        // The sweep itself is no trace.
        Assert.DoesNotContain(system.Receiver.Spans, span => span is { Service: "api", ParentId: "", Kind: not SpanKind.Server });
    }

    [Fact]
    public async Task A_batch_is_appended_below_its_receive_with_links_to_its_events()
    {
        var bodies = Enumerable.Range(0, 10).Select(i => new Amazon.SQS.Model.SendMessageBatchRequestEntry($"{i}", TestEvents.Body(
            TestEvents.Envelope($"batch-{i}") with { TraceParent = $"00-{i + 1:x32}-{i + 1:x16}-01" })));
        await system.Setup.Sqs.SendMessageBatchAsync(system.Setup.QueueUrl, [.. bodies]);

        var append = await system.Receiver.SpanAsync("append events", span => span.Name == "append events" && span.Links.Count > 1);

        var events = await Task.WhenAll(append.Links.Select(link => system.Receiver.SpanAsync("process ingress", span => span.SpanId == link.SpanId)));
        Assert.All(events, span => Assert.Equal((append.ParentId, span.TraceId[16..]), (Assert.Single(span.Links).SpanId, span.ParentId)));
        Assert.Equal("receive ingress", (await system.Receiver.SpanAsync("receive", span => span.SpanId == append.ParentId)).Name);
        await system.Receiver.SpanAsync("of PostgreSQL", span => span.ParentId == append.SpanId);
    }

    [Fact]
    public async Task A_replayed_dead_letter_is_processed_below_the_request_with_links_to_creation_and_receive()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Span = "00f067aa0ba902b7";
        await system.Setup.Sqs.SendMessageAsync(
            system.Setup.QueueUrl + "-dlq", TestEvents.Body(TestEvents.Envelope("replayed") with { TraceParent = $"00-{Trace}-{Span}-01" }));

        using var replayed = await system.Consumer.PostAsync("/dead-letters/replay", null);
        Assert.Equal(1, (await replayed.Content.ReadFromJsonAsync<JsonNode>())!["recorded"]!.GetValue<int>());

        var process = await system.Receiver.SpanAsync("process ingress-dlq", span => span.Name == "process ingress-dlq");
        var receive = await system.Receiver.SpanAsync("receive ingress-dlq", span => span.Name == "receive ingress-dlq");
        var request = await system.Receiver.SpanAsync("replay", span => span.SpanId == process.ParentId);
        Assert.Equal(("POST /dead-letters/replay", SpanKind.Server), (request.Name, request.Kind));
        Assert.Equal([(Trace, Span), (receive.TraceId, receive.SpanId)], process.Links);
        Assert.Equal((request.SpanId, "ingress-dlq"), (receive.ParentId, receive.Attributes["messaging.destination.name"]));
    }

    internal static bool IsOf(ExportedSpan span, string type) => span.Attributes.GetValueOrDefault("cloudevents.event_type") == type;

    internal static void AssertMessaging(ExportedSpan span, string operation, string destination) => Assert.Equal(
        ("aws_sqs", operation, operation, destination),
        (span.Attributes["messaging.system"], span.Attributes["messaging.operation.name"], span.Attributes["messaging.operation.type"],
            span.Attributes["messaging.destination.name"]));

    internal static void AssertNoOrphan(IReadOnlyList<ExportedSpan> trace) =>
        Assert.All(trace, span => Assert.True(span.ParentId == "" || trace.Any(parent => parent.SpanId == span.ParentId), span.Name));
}

/// <summary>Traces of a Consumer behind a trigger.</summary>
public sealed class TriggeredTraceTests(TriggeredTracedSystem system) : IClassFixture<TriggeredTracedSystem>
{
    [Fact]
    public async Task A_triggered_event_is_processed_below_the_request_with_a_link_to_its_creation()
    {
        using var written = await system.Api.PostAsJsonAsync("/api/events", new { type = "thing.happened", subject = "x", data = 1 });
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync());
        var body = Assert.Single(await system.Setup.ReceiveAsync(1)).Value;

        using var delivered = await system.Consumer.PostAsync("/events", new StringContent(body));
        Assert.True(delivered.IsSuccessStatusCode, await delivered.Content.ReadAsStringAsync());

        var process = await system.Receiver.SpanAsync("process ingress", span => span.Name == "process ingress");
        var insert = await system.Receiver.SpanAsync("of PostgreSQL", span => span.ParentId == process.SpanId);
        var request = await system.Receiver.SpanAsync("POST /events", span => span.SpanId == process.ParentId);
        var creation = await system.Receiver.SpanAsync("POST /api/events", span => span.SpanId == Assert.Single(process.Links).SpanId);
        Assert.Equal(("consumer", "POST /events", SpanKind.Server, ""), (request.Service, request.Name, request.Kind, request.ParentId));
        Assert.Equal(("api", "POST /api/events", SpanKind.Server), (creation.Service, creation.Name.TrimEnd('/'), creation.Kind));
        Assert.Equal(SpanKind.Consumer, process.Kind);
        TraceTests.AssertMessaging(process, "process", "ingress");
        TraceTests.AssertNoOrphan([.. system.Receiver.Spans.Where(span => span.TraceId == request.TraceId)]);
        Assert.Equal(("postgresql", request.TraceId), (insert.Attributes["db.system.name"], insert.TraceId));
        Assert.Contains(creation.SpanId, JsonNode.Parse(body)!["traceparent"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
