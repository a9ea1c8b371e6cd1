using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Health;
using ScalewayPoc.ServiceDefaults.Http;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>Bounds, telemetry, health, service discovery and resilience of every service.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds the defaults to a web host; <see cref="MapDefaultEndpoints"/> maps its health endpoints.
    /// </summary>
    /// <param name="builder">The web host.</param>
    /// <param name="isPublic">
    /// Whether callers are untrusted: their <c>traceparent</c> gives the trace id, and its sampled flag is ignored.
    /// </param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, bool isPublic = false)
    {
        builder.AddHttpServer();
        builder.AddLoggingDefaults();
        builder.AddTelemetry(isPublic);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(ConfigureResilience);
            http.AddServiceDiscovery();
        });
        builder.Services.AddDependencyPipelines();
        return builder;
    }

    /// <summary>
    /// Maps <c>/alive</c> (the process responds; for a platform's frequent probes) and <c>/health</c> (all dependencies
    /// respond; it queries the database, so frequent probes keep a serverless one awake). Outside development <c>/health</c>
    /// requires the scope <c>read</c>.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") })
            .AllowAnonymous().DisableRateLimiting();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync })
            .RequireScopeOutsideDevelopment(app.Environment);
        return app;
    }

    /// <summary>
    /// Limits a request to 12 s in all. Retries failed connections only: a response is final, because its sender has already
    /// retried. Unsafe methods are never retried.
    /// </summary>
    static void ConfigureResilience(HttpStandardResilienceOptions options)
    {
        options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(12);
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException);
        options.Retry.DisableForUnsafeHttpMethods();
    }

    /// <summary>Log levels that every other source of configuration overrides.</summary>
    static void AddLoggingDefaults(this IHostApplicationBuilder builder) => builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            // Each command is a span already.
            ["Logging:LogLevel:Npgsql"] = "Warning",
            // Callers log failures with their reason; Polly logs every attempt, timeouts of retried ones as errors.
            ["Logging:LogLevel:Polly"] = "None",
        },
    });

    static void AddTelemetry(this IHostApplicationBuilder builder, bool isPublic)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            // Cockpit tells the instances of a service apart by it. OTEL_RESOURCE_ATTRIBUTES may give another.
            .ConfigureResource(resource => resource
                .AddAttributes([new("service.instance.id", Guid.NewGuid().ToString())])
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Telemetry.Name))
            .WithTracing(tracing => tracing
                .AddSource(Telemetry.Name)
                .AddProcessor<BackgroundTraceFilter>()
                .AddAspNetCoreInstrumentation(options =>
                    options.Filter = context => context.Request.Path != "/alive" && context.Request.Path != "/health")
                // The spans 'send' and 'receive' describe the requests of the AWS SDK.
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => !request.Headers.Contains("X-Amz-Target")));
        if (isPublic)
        {
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.SetSampler(PublicSampler(builder.Configuration)));
        }
        // Without an endpoint nothing is exported and nothing is retried. Scaleway Cockpit has one endpoint per signal,
        // so the variables of the signals are read too.
        if (HasEndpoint(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
            // Hosted services stop in reverse order of their registration; this one must stop last.
            builder.Services.AddHostedService<TelemetryFlush>();
        }
    }

    /// <summary>
    /// The sampler that <c>OTEL_TRACES_SAMPLER</c> selects, for requests with and without a <c>traceparent</c> alike: a caller
    /// can neither hide its requests nor force them to be recorded.
    /// </summary>
    static ParentBasedSampler PublicSampler(IConfiguration configuration)
    {
        var name = configuration["OTEL_TRACES_SAMPLER"] ?? "";
        Sampler root = name.EndsWith("always_off", StringComparison.Ordinal) ? new AlwaysOffSampler()
            : name.EndsWith("traceidratio", StringComparison.Ordinal) ? new TraceIdRatioBasedSampler(configuration.GetValue("OTEL_TRACES_SAMPLER_ARG", 1.0))
            : new AlwaysOnSampler();
        return new(root, remoteParentSampled: root, remoteParentNotSampled: root);
    }

    static readonly string[] Signals = ["", "TRACES_", "METRICS_", "LOGS_"];

    static bool HasEndpoint(IConfiguration configuration) =>
        Signals.Any(signal => !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"]));
}
