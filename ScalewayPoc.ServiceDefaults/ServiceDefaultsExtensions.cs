using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ScalewayPoc.ServiceDefaults.Health;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>Telemetry, health, service discovery and resilience of every service.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds the defaults to a web host; <see cref="MapDefaultEndpoints"/> maps its health endpoints.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry();
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
    /// respond; it queries the database, so frequent probes keep a serverless one awake).
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/alive", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains("live"),
            ResponseWriter = HealthReportWriter.WriteAsync,
        });
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
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

    static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Callers log failures with their reason; Polly logs every attempt, timeouts of retried ones as errors.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Telemetry.Name))
            .WithTracing(tracing => tracing
                .AddSource(Telemetry.Name)
                .AddProcessor<BackgroundTraceFilter>()
                .AddAspNetCoreInstrumentation(options =>
                    options.Filter = context => context.Request.Path != "/alive" && context.Request.Path != "/health")
                .AddHttpClientInstrumentation());
        // Without an endpoint nothing is exported and nothing is retried. Scaleway Cockpit has one endpoint per signal,
        // so the variables of the signals are read too.
        if (HasEndpoint(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
            // Hosted services stop in reverse order of their registration; this one must stop last.
            builder.Services.AddHostedService<TelemetryFlush>();
        }
    }

    static readonly string[] Signals = ["", "TRACES_", "METRICS_", "LOGS_"];

    static bool HasEndpoint(IConfiguration configuration) =>
        Signals.Any(signal => !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"]));
}
