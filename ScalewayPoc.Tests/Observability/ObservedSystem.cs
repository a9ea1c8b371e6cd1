using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.Tests.Api;
using ScalewayPoc.Tests.Consumer;
using ScalewayPoc.Tests.Emulators;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Observability;

/// <summary>
/// API and Consumer in this process, scraped by Prometheus, after a run with every kind of request and fault that has a
/// metric of its own. Prometheus' names are those that Cockpit's Mimir gives OTLP metrics: underscores, unit, <c>_total</c>.
/// </summary>
public sealed class ObservedSystem : IAsyncLifetime
{
    readonly TestServers _servers = new();
    readonly TemporaryFolder _folder = new();
    readonly ConcurrentDictionary<string, (string Instrument, string Unit)> _exported = [];
    readonly ConcurrentDictionary<string, (string Instrument, string Unit)> _own = [];
    readonly MeterListener _listener = new();
    ApiSetup _setup = null!;
    TestApi _api = null!;
    InProcessServer<ScalewayPoc.Consumer.ConsumerOptions> _consumer = null!;
    EmulatorProcess _redis = null!;
    Process? _prometheus;

    internal HttpClient Prometheus { get; } = new();

    /// <summary>Metrics that the OpenTelemetry SDK exports, by name.</summary>
    public IReadOnlyDictionary<string, (string Instrument, string Unit)> Exported => _exported;

    /// <summary>Instruments of the application's own meter, by name.</summary>
    public IReadOnlyDictionary<string, (string Instrument, string Unit)> Own => _own;

    public async Task InitializeAsync()
    {
        if (ObservabilityFiles.Obstacle is not null)
        {
            return;
        }
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                _own[instrument.Name] = (Kind(instrument), instrument.Unit ?? "");
            }
        };
        _listener.Start();
        await _servers.InitializeAsync();
        _setup = await ApiSetup.CreateAsync(_servers);
        // A limit of memory is a setting of the server, which the shared one does not have.
        _redis = await EmulatorProcess.StartAsync("redis");
        await using (var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redis.Port},allowAdmin=true"))
        {
            await connection.GetServers().Single().ConfigSetAsync("maxmemory", "1gb");
        }
        var settings = new Dictionary<string, string>(_setup.Connections)
        {
            ["ConnectionStrings__redis"] = $"127.0.0.1:{_redis.Port}",
            ["Authentication__Issuer"] = TestIssuer.Shared.Url,
            ["Outbox__SweepInterval"] = "00:00:00.2",
            ["Outbox__SweepAge"] = "00:00:01",
        };
        var api = await InProcessServer<global::ScalewayPoc.Api.ApiJsonContext>.StartAsync(settings, AddScraping);
        _api = new TestApi(api.Address, api);
        _consumer = await InProcessServer<ScalewayPoc.Consumer.ConsumerOptions>.StartAsync(settings, AddScraping);
        await StartPrometheusAsync(api.Address, _consumer.Address);
        await ProduceAsync();
    }

    public async Task DisposeAsync()
    {
        if (_prometheus is not null)
        {
            _prometheus.Kill();
            await _prometheus.WaitForExitAsync();
            _prometheus.Dispose();
        }
        if (_setup is not null)
        {
            await _consumer.DisposeAsync();
            await _api.DisposeAsync();
            await _redis.DisposeAsync();
            await _setup.DisposeAsync();
            await _servers.DisposeAsync();
        }
        _listener.Dispose();
        Prometheus.Dispose();
        _folder.Dispose();
    }

    void AddScraping(IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddPrometheusExporter()
            .AddReader(new PeriodicExportingMetricReader(new Recorder(_exported), exportIntervalMilliseconds: 1000)));
        services.AddSingleton<IStartupFilter>(new ScrapeEndpoint());
    }

    async Task StartPrometheusAsync(Uri api, Uri consumer)
    {
        var configuration = Path.Combine(_folder.Path, "prometheus.yaml");
        await File.WriteAllTextAsync(configuration, $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [{{ObservabilityFiles.Rules("metrics.yaml")}}]
            scrape_configs:
              - { job_name: api, static_configs: [{ targets: ["{{api.Authority}}"] }] }
              - { job_name: consumer, static_configs: [{ targets: ["{{consumer.Authority}}"] }] }
            """);
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _prometheus = new Process
        {
            StartInfo = new("prometheus",
                ["--config.file=" + configuration, "--storage.tsdb.path=" + Path.Combine(_folder.Path, "data"), "--web.listen-address=127.0.0.1:0",
                    "--enable-feature=exemplar-storage"])
            {
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        _prometheus.Exited += (_, _) => address.TrySetException(new InvalidOperationException("prometheus has ended."));
        _prometheus.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Split("msg=\"Listening on\" address=") is [_, var listening])
            {
                address.TrySetResult(listening);
            }
        };
        _prometheus.Start();
        _prometheus.BeginErrorReadLine();
        Prometheus.BaseAddress = new Uri("http://" + await address.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    async Task ProduceAsync()
    {
        await _api.PutAsync("/api/kv/observed", "1");
        await _api.GetAsync("/api/kv/observed");
        await _api.GetAsync("/api/kv/absent");
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl, "not an event");
        var duplicate = TestEvents.Body(Guid.NewGuid().ToString());
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl, duplicate);
        await HasDataAsync("scalewaypoc_event_latency_seconds_count");
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl, duplicate);
        await HasDataAsync("scalewaypoc_event_duplicates_total");

        // Without the database a batch fails, and is delivered again.
        _setup.PostgresRelay.Close();
        await _api.PutAsync("/api/kv/observed", "2");
        await HasDataAsync("messaging_process_duration_seconds_count{error_type!=\"\"}");
        _setup.PostgresRelay.Open();

        // Without the queue an event stays in the outbox.
        _setup.QueueRelay.Close();
        await _api.PutAsync("/api/kv/observed", "3");
        await HasDataAsync("messaging_client_sent_messages_total{error_type!=\"\"}");
        _setup.QueueRelay.Open();
    }

    /// <summary>Waits until an instant query returns data.</summary>
    Task HasDataAsync(string expression) => Eventually.TrueAsync(() => ReturnsDataAsync(expression), () => $"data for {expression}", seconds: 60);

    /// <summary>Whether an instant query returns a number.</summary>
    internal async Task<bool> ReturnsDataAsync(string expression)
    {
        var answer = await Prometheus.GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(expression));
        var json = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.True(answer.IsSuccessStatusCode, $"{expression}: {json}");
        return json!["data"]!["result"]!.AsArray().Any(series => series!["value"]![1]!.GetValue<string>() != "NaN");
    }

    static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal).ToLowerInvariant();

    sealed class ScrapeEndpoint : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseOpenTelemetryPrometheusScrapingEndpoint();
            next(app);
        };
    }

    sealed class Recorder(ConcurrentDictionary<string, (string Instrument, string Unit)> exported) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var kind = metric.MetricType.IsHistogram() ? "histogram" : metric.MetricType.IsGauge() ? "gauge"
                    : metric.MetricType is MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic ? "updowncounter" : "counter";
                exported[metric.Name] = (kind, metric.Unit);
            }
            return ExportResult.Success;
        }
    }
}
