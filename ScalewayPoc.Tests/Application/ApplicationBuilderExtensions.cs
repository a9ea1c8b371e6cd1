namespace ScalewayPoc.Tests.Application;

static class ApplicationBuilderExtensions
{
    /// <summary>
    /// Exports no telemetry: no dashboard is here to receive it, so exporters would retry all the time and delay each stop.
    /// </summary>
    public static void WithoutTelemetry(this IDistributedApplicationTestingBuilder builder)
    {
        foreach (var project in builder.Resources.OfType<ProjectResource>().Select(builder.CreateResourceBuilder))
        {
            project.WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        }
    }
}
