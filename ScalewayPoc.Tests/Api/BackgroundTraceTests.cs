using System.Collections.Concurrent;
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

    [Theory]
    [InlineData("parentbased_always_on", "00", true)]
    [InlineData("always_on", "00", true)]
    [InlineData("parentbased_always_off", "01", false)]
    [InlineData("traceidratio", "01", false)]
    public void Sampled_flag_of_a_caller_is_ignored_by_a_public_service(string sampler, string flags, bool exported)
    {
        using var source = new ActivitySource($"{nameof(Sampled_flag_of_a_caller_is_ignored_by_a_public_service)} {sampler}");
        using var telemetry = new ExportedSpans(source, isPublic: true, $"--OTEL_TRACES_SAMPLER={sampler}", "--OTEL_TRACES_SAMPLER_ARG=0");

        var caller = ActivityContext.Parse($"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{flags}", null);
        var request = source.StartActivity("PUT", ActivityKind.Server, new ActivityContext(caller.TraceId, caller.SpanId, caller.TraceFlags, isRemote: true));
        source.StartActivity("EVALSHA", ActivityKind.Client)?.Dispose();
        request?.Dispose();

        Assert.Equal(exported ? ["EVALSHA", "PUT"] : [], telemetry.Names);
    }

    [Fact]
    public void Root_span_of_the_application_is_exported()
    {
        using var telemetry = new ExportedSpans(Telemetry.Source);
        var name = Guid.NewGuid().ToString();

        Telemetry.Source.StartActivity(name, ActivityKind.Client)?.Dispose();

        Assert.Contains(name, telemetry.Names);
    }

    /// <summary>The service defaults with an exporter that keeps the names of the spans.</summary>
    sealed class ExportedSpans : IDisposable
    {
        readonly ServiceProvider _services;
        readonly NameExporter _exporter;

        public ExportedSpans(ActivitySource source, params string[] arguments)
            : this(source, isPublic: false, arguments)
        {
        }

        public ExportedSpans(ActivitySource source, bool isPublic, params string[] arguments)
        {
            _exporter = new NameExporter(source.Name);
            var builder = WebApplication.CreateBuilder(arguments);
            builder.AddServiceDefaults(isPublic);
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing
                .AddSource(source.Name)
                .AddProcessor(new SimpleActivityExportProcessor(_exporter)));
            _services = builder.Services.BuildServiceProvider();
            _ = _services.GetRequiredService<TracerProvider>();
        }

        public IEnumerable<string> Names => _exporter.Names;

        public void Dispose() => _services.Dispose();
    }

    /// <summary>Keeps the names of the spans of one source: services of other tests in this process have spans too.</summary>
    sealed class NameExporter(string source) : BaseExporter<Activity>
    {
        public ConcurrentQueue<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                if (activity.Source.Name == source)
                {
                    Names.Enqueue(activity.DisplayName);
                }
            }
            return ExportResult.Success;
        }
    }
}
