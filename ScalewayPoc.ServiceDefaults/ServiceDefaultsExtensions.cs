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

/// <summary>What every service of the system has: telemetry, health, service discovery, resilience.</summary>
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
    /// Maps <c>/alive</c> (the process answers; what a platform probes every few seconds) and <c>/health</c> (all
    /// dependencies answer; asks the database, so probing it often keeps a serverless one awake).
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
    /// Somebody waits for every request: 12 s in all. Repeated, and soon, is what found nobody; an answer is an answer, as
    /// its sender has already tried what it could. What is not safe to do twice is not repeated at all.
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
        // Polly tells of every execution at Information, also of those that went well.
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
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
                .AddAspNetCoreInstrumentation(options =>
                    options.Filter = context => context.Request.Path != "/alive" && context.Request.Path != "/health")
                .AddHttpClientInstrumentation());
        // Without an endpoint nothing is exported and nothing is retried. Scaleway Cockpit has one endpoint per signal,
        // so the signals' own variables count too.
        if (HasEndpoint(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
            // The first that is added is the last that is stopped.
            builder.Services.AddHostedService<TelemetryFlush>();
        }
    }

    static readonly string[] Signals = ["", "TRACES_", "METRICS_", "LOGS_"];

    static bool HasEndpoint(IConfiguration configuration) =>
        Signals.Any(signal => !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"]));
}
