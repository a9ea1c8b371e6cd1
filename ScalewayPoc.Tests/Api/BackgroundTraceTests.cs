using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Tests.Api;

public sealed class BackgroundTraceTests
{
    [Theory]
    [InlineData("parentbased_always_on")]
    [InlineData("always_on")]
    public void Client_span_without_a_cause_is_not_exported(string sampler)
    {
        using var source = new ActivitySource($"{nameof(Client_span_without_a_cause_is_not_exported)} {sampler}");
        using var telemetry = new ExportedSpans(source, $"--OTEL_TRACES_SAMPLER={sampler}");

        using (var sweep = source.StartActivity("ZCARD", ActivityKind.Client))
        {
            Assert.NotNull(sweep);
            source.StartActivity("child", ActivityKind.Internal)?.Dispose();
        }

        Assert.Empty(telemetry.Names);
    }

    [Fact]
    public void Client_span_below_a_request_is_exported()
    {
        using var source = new ActivitySource(nameof(Client_span_below_a_request_is_exported));
        using var telemetry = new ExportedSpans(source);

        using (source.StartActivity("PUT", ActivityKind.Server))
        {
            source.StartActivity("EVALSHA", ActivityKind.Client)?.Dispose();
        }
        // Of a trace that another process has started.
        var remote = ActivityContext.Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null);
        source.StartActivity("GET", ActivityKind.Client, remote)?.Dispose();

        Assert.Equal(["EVALSHA", "PUT", "GET"], telemetry.Names);
    }

    [Fact]
    public void Sampler_of_the_environment_applies()
    {
        using var source = new ActivitySource(nameof(Sampler_of_the_environment_applies));
        using var telemetry = new ExportedSpans(source, "--OTEL_TRACES_SAMPLER=always_off");

        source.StartActivity("PUT", ActivityKind.Server)?.Dispose();

        Assert.Empty(telemetry.Names);
    }

    /// <summary>The service defaults with an exporter that keeps the names of the spans.</summary>
    sealed class ExportedSpans : IDisposable
    {
        readonly ServiceProvider _services;
        readonly NameExporter _exporter = new();

        public ExportedSpans(ActivitySource source, params string[] arguments)
        {
            var builder = WebApplication.CreateBuilder(arguments);
            builder.AddServiceDefaults();
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing
                .AddSource(source.Name)
                .AddProcessor(new SimpleActivityExportProcessor(_exporter)));
            _services = builder.Services.BuildServiceProvider();
            _ = _services.GetRequiredService<TracerProvider>();
        }

        public IReadOnlyList<string> Names => _exporter.Names;

        public void Dispose() => _services.Dispose();
    }

    sealed class NameExporter : BaseExporter<Activity>
    {
        public List<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                Names.Add(activity.DisplayName);
            }
            return ExportResult.Success;
        }
    }
}
