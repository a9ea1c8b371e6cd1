using System.Net;
using System.Net.Http.Json;
using System.Text;
using ScalewayPoc.Tests.Consumer;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>Metrics and log records, from exported OTLP data.</summary>
[Collection(nameof(TracedSystemCollection))]
public sealed class MetricTests(TracedSystem system)
{
    // No payload and no credential occurs in anything that is exported.
    const string Payload = "p4yl0ad";

    public static TheoryData<string, string, string> Metrics => new()
    {
        { "api", "http.server.request.duration", "s" },
        { "api", "messaging.client.sent.messages", "{message}" },
        { "api", "messaging.client.operation.duration", "s" },
        { "api", "scalewaypoc.event.accepted", "{event}" },
        { "api", "scalewaypoc.outbox.depth", "{event}" },
        { "api", "scalewaypoc.outbox.age", "s" },
        { "api", "scalewaypoc.in_flight.count", "{event}" },
        { "api", "scalewaypoc.in_flight.age", "s" },
        { "api", "dotnet.gc.collections", "{collection}" },
        { "consumer", "http.server.request.duration", "s" },
        { "consumer", "http.client.request.duration", "s" },
        { "consumer", "messaging.client.consumed.messages", "{message}" },
        { "consumer", "messaging.client.operation.duration", "s" },
        { "consumer", "messaging.process.duration", "s" },
        { "consumer", "scalewaypoc.event.latency", "s" },
        { "consumer", "scalewaypoc.event.dead_letters", "{message}" },
        { "consumer", "scalewaypoc.event.redeliveries", "{message}" },
        { "consumer", "scalewaypoc.event.duplicates", "{event}" },
        { "consumer", "scalewaypoc.database.wake_up.duration", "s" },
        { "consumer", "db.client.operation.duration", "s" },
        { "consumer", "dotnet.process.memory.working_set", "By" },
    };

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task Metric_is_exported_with_its_unit(string service, string name, string unit)
    {
        await UseAsync("metrics");

        var metric = await MetricAsync(service, name);

        Assert.Equal(unit, metric.Unit);
        Assert.NotEmpty(metric.Description);
        if (name.StartsWith("messaging.", StringComparison.Ordinal))
        {
            Assert.All(metric.Points, point => Assert.Equal("aws_sqs", point["messaging.system"]));
            Assert.Contains(metric.Points, point => point["messaging.destination.name"] == "ingress" && point.ContainsKey("messaging.operation.name"));
        }
    }

    [Fact]
    public async Task Latency_and_process_duration_have_exemplars_of_their_traces()
    {
        await UseAsync("exemplars");

        foreach (var name in (string[])["scalewaypoc.event.latency", "messaging.process.duration"])
        {
            await Eventually.TrueAsync(
                () => system.Receiver.Metrics.Where(metric => metric.Name == name).SelectMany(metric => metric.ExemplarTraces)
                    .Any(trace => system.Receiver.Spans.Any(span => span.TraceId == trace && span.Name == "process ingress")),
                TimeSpan.FromSeconds(30), "an exemplar of " + name);
        }
    }

    [Fact]
    public async Task Log_records_have_trace_and_event_id_and_no_statements()
    {
        await using (var rule = system.Setup.Log.CreateCommand("alter table event_log add constraint no_refused check (subject <> 'refused')"))
        {
            await rule.ExecuteNonQueryAsync();
        }
        await system.Setup.Sqs.SendMessageAsync(system.Setup.QueueUrl, TestEvents.Body(TestEvents.Envelope("refused-1") with { Subject = "refused" }));

        var record = (await Eventually.GetAsync(
            () => Task.FromResult(system.Receiver.Logs.FirstOrDefault(log => log.Body.Contains("refused-1", StringComparison.Ordinal))),
            log => log is not null, TimeSpan.FromSeconds(30), "a log record"))!;

        Assert.Contains("refused-1", record.Attributes["EventIds"], StringComparison.Ordinal);
        await system.Receiver.SpanAsync("of the log record", span => span.TraceId == record.TraceId && span.Name == "process ingress");
        Assert.DoesNotContain(system.Receiver.Logs, log => log.Scope.StartsWith("Npgsql", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_exported_or_printed_holds_a_payload_or_a_credential()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/kv/secret") { Content = new StringContent($"\"{Payload}\"", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", TracedSystem.Secret);
        request.Headers.Add("Idempotency-Key", "\"" + Payload + "\"");
        using var refused = await system.Api.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await UseAsync("leak");
        (await system.Consumer.PostAsync("/dead-letters/replay", null)).Dispose();
        using var posted = await system.Api.PostAsJsonAsync("/api/events", new { type = "thing.happened", subject = "leak", data = Payload });
        posted.EnsureSuccessStatusCode();

        // All that was exported before the last of it, with all three signals and the delayed spans of Redis.
        await system.Receiver.SpanAsync("of the last event", span => span.Name == "process ingress" && TraceTests.IsOf(span, "thing.happened"));
        var requests = system.Receiver.Requests.Count;
        await system.Receiver.SpanAsync("of Redis", span => span.Attributes.Any(attribute => attribute.Value == "redis"));
        await Eventually.TrueAsync(() => system.Receiver.Requests.Count > requests + 2, TimeSpan.FromSeconds(30));

        Assert.Equal(["logs", "metrics", "traces"], system.Receiver.Requests.Select(export => export.Path.Split('/')[^1]).Distinct().Order());
        // The valid token too: its signature occurs nowhere.
        string[] secrets = [Payload, TracedSystem.Secret, TestIssuer.AllScopes.Split('.')[2]];
        Assert.All(system.Receiver.Requests.Select(export => Encoding.Latin1.GetString(export.Body)).Append(system.Output), text =>
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }

    /// <summary>Causes an event, its duplicate and a dead letter with a payload.</summary>
    async Task UseAsync(string id)
    {
        using var written = await system.Api.PostAsJsonAsync("/api/events", new { type = "thing.happened", subject = id, data = Payload });
        written.EnsureSuccessStatusCode();
        var body = TestEvents.Body(TestEvents.Envelope(id) with { TraceParent = $"00-{Guid.NewGuid():n}-00f067aa0ba902b7-01" });
        await system.Setup.Sqs.SendMessageAsync(system.Setup.QueueUrl, body);
        await system.Setup.Sqs.SendMessageAsync(system.Setup.QueueUrl, body);
        await system.Setup.Sqs.SendMessageAsync(system.Setup.QueueUrl, $$"""{"specversion":"1.0","data":"{{Payload}}"}""");
    }

    async Task<ExportedMetric> MetricAsync(string service, string name) => (await Eventually.GetAsync(
        () => Task.FromResult(system.Receiver.Metrics.LastOrDefault(metric => metric.Service == service && metric.Name == name)),
        metric => metric is not null, TimeSpan.FromSeconds(30),
        _ => $"{service} {name}, but: {string.Join(", ", system.Receiver.Metrics.Where(metric => metric.Service == service).Select(metric => metric.Name).Distinct().Order())}"))!;
}
