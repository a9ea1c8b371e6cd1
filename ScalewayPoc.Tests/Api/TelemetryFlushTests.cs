using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using ScalewayPoc.ServiceDefaults;
using Xunit;

namespace ScalewayPoc.Tests.Api;

public sealed class TelemetryFlushTests
{
    [Fact]
    public async Task A_collector_that_hangs_does_not_hold_up_the_stop()
    {
        // The operating system accepts the connections; no process ever responds.
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();

        // The exporter's own timeout is longer than the test waits.
        await RunAsync(
            warmUp: null, $"--OTEL_EXPORTER_OTLP_ENDPOINT=http://{collector.LocalEndpoint}", "--OTEL_EXPORTER_OTLP_TIMEOUT=600000")
            .WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task What_was_told_last_is_sent_before_the_end()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]).Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body, Encoding.Latin1);
            received[signal] = received.GetValueOrDefault(signal) + await body.ReadToEndAsync();
        });
        await collector.StartAsync();

        // The first export of a process takes its time; here it is the last that counts.
        await RunAsync(
            services => services.GetRequiredService<MeterProvider>().ForceFlush(),
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.Single()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_BSP_SCHEDULE_DELAY=600000", "--OTEL_BLRP_SCHEDULE_DELAY=600000", "--OTEL_METRIC_EXPORT_INTERVAL=600000");

        Assert.Contains("last span", received["traces"], StringComparison.Ordinal);
        Assert.Contains("Application is shutting down", received["logs"], StringComparison.Ordinal);
        Assert.Contains("dotnet.", received["metrics"], StringComparison.Ordinal);
    }

    /// <summary>Starts a service, makes a span and stops it.</summary>
    static async Task RunAsync(Action<IServiceProvider>? warmUp, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. settings]);
        builder.AddServiceDefaults();
        var service = builder.Build();
        await service.StartAsync();
        warmUp?.Invoke(service.Services);
        Telemetry.Source.StartActivity("last span")?.Stop();
        await service.StopAsync();
        await service.DisposeAsync();
    }
}
