using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting;

/// <summary>Tells programs where to send their telemetry.</summary>
public static class OtlpConfigurationExtensions
{
    /// <summary>Sets the OpenTelemetry variables of a program: the dashboard as endpoint, its name, an id for this start.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder) where T : IResourceWithEnvironment
    {
        var (configuration, environment) = (builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment);
        return builder.WithEnvironment(context =>
        {
            // Where nobody listens (tests, no dashboard), exporters would only delay the end of their programs.
            if (context.ExecutionContext.IsPublishMode || context.ExecutionContext.Services.GetRequiredService<DashboardService>().IsMissing)
            {
                return;
            }
            var variables = context.EnvironmentVariables;
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint(configuration);
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid().ToString("n")[..8]}";
            variables["OTEL_SERVICE_NAME"] = context.Resource.Name;
            if (environment.IsDevelopment())
            {
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = variables["OTEL_BSP_SCHEDULE_DELAY"] = variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
                variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
            }
        });
    }

    internal static string Endpoint(IConfiguration configuration) => configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? "http://localhost:18889";
}
