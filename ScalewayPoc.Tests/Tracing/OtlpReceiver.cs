using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>An exported span. The numbers of <see cref="Kind"/> are OTLP's.</summary>
sealed record ExportedSpan(
    string Service, string Scope, string TraceId, string SpanId, string ParentId, string Name, SpanKind Kind,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<(string TraceId, string SpanId)> Links, bool IsError);

enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>An exported metric, with its data points' attributes, a histogram's number of measurements, and the trace ids of its exemplars.</summary>
sealed record ExportedMetric(
    string Service, string Name, string Unit, string Description, IReadOnlyList<IReadOnlyDictionary<string, string>> Points,
    ulong Count, IReadOnlyList<string> ExemplarTraces);

/// <summary>An exported log record; the attributes include those of its scopes.</summary>
sealed record ExportedLog(
    string Service, string Scope, string Severity, string Body, IReadOnlyDictionary<string, string> Attributes, string TraceId, string SpanId);

/// <summary>Receives OTLP over http/protobuf.</summary>
sealed class OtlpReceiver : IAsyncDisposable
{
    readonly WebApplication _server;
    readonly ConcurrentQueue<(string Path, IHeaderDictionary Headers, byte[] Body)> _requests = new();
    readonly ConcurrentQueue<ExportedSpan> _spans = new();
    readonly ConcurrentQueue<ExportedMetric> _metrics = new();
    readonly ConcurrentQueue<ExportedLog> _logs = new();

    OtlpReceiver(WebApplication server) => _server = server;

    public string Url => _server.Urls.Single();

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<(string Path, IHeaderDictionary Headers, byte[] Body)> Requests => [.. _requests];

    public IReadOnlyCollection<ExportedSpan> Spans => _spans;

    public IReadOnlyCollection<ExportedMetric> Metrics => _metrics;

    public IReadOnlyCollection<ExportedLog> Logs => _logs;

    /// <summary>Starts a receiver.</summary>
    /// <param name="port">Its port; 0 for a free one.</param>
    public static async Task<OtlpReceiver> StartAsync(int port = 0)
    {
        var receiver = new OtlpReceiver(WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{port}"]).Build());
        receiver._server.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            receiver.Receive(request.Path.Value!, new HeaderDictionary(request.Headers.ToDictionary()), body.ToArray());
        });
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>Settings of a service that exports everything to this receiver, soon.</summary>
    public Dictionary<string, string> Settings(string service) => new()
    {
        ["OTEL_SERVICE_NAME"] = service,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
    };

    /// <summary>Waits for a span.</summary>
    public async Task<ExportedSpan> SpanAsync(string description, Func<ExportedSpan, bool> matches) => (await Eventually.GetAsync(
        () => Task.FromResult(Spans.FirstOrDefault(matches)), span => span is not null, TimeSpan.FromSeconds(30),
        _ => $"span {description}, but: {string.Join(", ", Spans.Select(span => $"{span.Service}: {span.Name}"))}"))!;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Decodes a request when it arrives: tests poll, and the requests of all tests are kept.</summary>
    void Receive(string path, IHeaderDictionary headers, byte[] body)
    {
        Action<ProtobufMessage, string> read = path.Split('/')[^1] switch
        {
            "traces" => (scope, service) => Add(_spans, ReadSpans(scope, service)),
            "metrics" => (scope, service) => Add(_metrics, ReadMetrics(scope, service)),
            "logs" => (scope, service) => Add(_logs, ReadLogs(scope, service)),
            _ => throw new BadHttpRequestException($"{path} is no path of OTLP."),
        };
        foreach (var resource in new ProtobufMessage(body).Messages(1))
        {
            var service = Attributes(resource.Messages(1), 1).GetValueOrDefault("service.name", "");
            foreach (var scope in resource.Messages(2))
            {
                read(scope, service);
            }
        }
        _requests.Enqueue((path, headers, body));

        static void Add<T>(ConcurrentQueue<T> queue, IEnumerable<T> items)
        {
            foreach (var item in items)
            {
                queue.Enqueue(item);
            }
        }
    }

    static IEnumerable<ExportedSpan> ReadSpans(ProtobufMessage scope, string service) => scope.Messages(2).Select(span => new ExportedSpan(
        service, ScopeName(scope), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (SpanKind)span.Number(6), Attributes([span], 9),
        [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))], span.Messages(15).Any(status => status.Number(3) == 2)));

    static IEnumerable<ExportedMetric> ReadMetrics(ProtobufMessage scope, string service) => scope.Messages(2).Select(metric =>
    {
        // Gauge and sum have number data points, a histogram has its own kind.
        var numbers = metric.Messages(5).Concat(metric.Messages(7)).SelectMany(data => data.Messages(1)).ToList();
        var histograms = metric.Messages(9, 1).ToList();
        return new ExportedMetric(
            service, metric.Text(1), metric.Text(3), metric.Text(2),
            [.. numbers.Select(point => Attributes([point], 7)), .. histograms.Select(point => Attributes([point], 9))],
            histograms.Aggregate(0UL, (sum, point) => sum + point.Number(4)),
            [.. numbers.SelectMany(point => point.Messages(5)).Concat(histograms.SelectMany(point => point.Messages(8))).Select(exemplar => exemplar.Hex(5))]);
    });

    static IEnumerable<ExportedLog> ReadLogs(ProtobufMessage scope, string service) => scope.Messages(2).Select(record => new ExportedLog(
        service, ScopeName(scope), record.Text(3), string.Concat(record.Messages(5).Select(Value)), Attributes([record], 6), record.Hex(9), record.Hex(10)));

    static string ScopeName(ProtobufMessage scope) => scope.Messages(1).Select(s => s.Text(1)).FirstOrDefault("");

    static Dictionary<string, string> Attributes(IEnumerable<ProtobufMessage> owners, int field)
    {
        Dictionary<string, string> attributes = [];
        foreach (var attribute in owners.SelectMany(owner => owner.Messages(field)))
        {
            attributes[attribute.Text(1)] = string.Concat(attribute.Messages(2).Select(Value));
        }
        return attributes;
    }

    static string Value(ProtobufMessage value) => value.Has(1) ? value.Text(1) : value.Has(5)
        ? string.Join(',', value.Messages(5, 1).Select(Value))
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : value.Number(value.Has(2) ? 2 : 3).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
