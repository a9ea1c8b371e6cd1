using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>Export by environment variables alone, as Scaleway Cockpit needs it.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Each_signal_goes_to_its_own_endpoint_with_the_token()
    {
        await using var traces = await OtlpReceiver.StartAsync();
        await using var metrics = await OtlpReceiver.StartAsync();
        await using var logs = await OtlpReceiver.StartAsync();
        await using (var service = Create(
            $"--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT={traces.Url}/otlp/v1/traces", $"--OTEL_EXPORTER_OTLP_METRICS_ENDPOINT={metrics.Url}/otlp/v1/metrics",
            $"--OTEL_EXPORTER_OTLP_LOGS_ENDPOINT={logs.Url}/otlp/v1/logs", "--OTEL_EXPORTER_OTLP_HEADERS=X-Token=abc"))
        {
            await service.StartAsync();
            Telemetry.Source.StartActivity("exported")?.Dispose();
            await service.StopAsync();
        }

        foreach (var (receiver, path) in ((OtlpReceiver, string)[])[(traces, "/otlp/v1/traces"), (metrics, "/otlp/v1/metrics"), (logs, "/otlp/v1/logs")])
        {
            Assert.NotEmpty(receiver.Requests);
            Assert.All(receiver.Requests, request =>
                Assert.Equal((path, "abc", "application/x-protobuf"), (request.Path, $"{request.Headers["X-Token"]}", $"{request.Headers.ContentType}")));
        }
        Assert.Contains(traces.Spans, span => span.Name == "exported");
    }

    [Fact]
    public async Task A_service_runs_without_its_receiver_and_exports_when_it_is_back()
    {
        var port = EmulatorProcess.FreePort();
        await using var service = Create($"--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{port}");
        service.MapGet("/", () => "ok");
        await service.StartAsync();
        using var http = new HttpClient { BaseAddress = new(service.Urls.Single()) };
        Assert.Equal("ok", await http.GetStringAsync("/"));

        await using var receiver = await OtlpReceiver.StartAsync(port);

        await Eventually.TrueAsync(async () =>
        {
            Assert.Equal("ok", await http.GetStringAsync("/"));
            return receiver.Spans.Any(span => span.Kind == SpanKind.Server);
        }, () => "a span");
        await service.StopAsync();
    }

    [Fact]
    public async Task First_statement_after_five_idle_minutes_is_measured()
    {
        // The meter is that of the process: other tests record at the same time, but not in this flow of execution.
        var isOwn = new AsyncLocal<bool> { Value = true };
        var measured = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "scalewaypoc.database.wake_up.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured += isOwn.Value ? 1 : 0);
        listener.Start();
        var clock = new FakeTimeProvider();
        var builder = Builder([]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var service = builder.Build();
        var pipelines = service.Services.GetRequiredService<ResiliencePipelineProvider<string>>();

        foreach (var (pipeline, idle) in ((string, int)[])[(DependencyPipelines.Postgres, 0), (DependencyPipelines.PostgresRead, 4), (DependencyPipelines.Postgres, 5)])
        {
            clock.Advance(TimeSpan.FromMinutes(idle));
            await pipelines.GetPipeline(pipeline).ExecuteAsync(_ => ValueTask.CompletedTask);
        }

        Assert.Equal(2, measured);
    }

    static WebApplication Create(params string[] settings) => Builder(
        ["--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=100", "--OTEL_METRIC_EXPORT_INTERVAL=300", .. settings]).Build();

    static WebApplicationBuilder Builder(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. settings]);
        builder.AddServiceDefaults();
        return builder;
    }
}
