using System.Globalization;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Evaluates the environment of a resource without resolving a value: literals are kept, references and parameters become
/// names.
/// </summary>
static class EnvironmentReader
{
    // Aspire adds these for its own publishers. They are set by AddDefaults or not at all, so that the manifest does not depend
    // on the version of Aspire.
    static readonly HashSet<string> HostVariables = new(StringComparer.Ordinal)
    {
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "ASPNETCORE_HTTPS_PORT",
        "ASPNETCORE_URLS",
        "HTTP_PORTS",
        "HTTPS_PORTS",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EXCEPTION_LOG_ATTRIBUTES",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY",
    };

    public static async Task<ContainerEnvironment> ReadAsync(
        IResource resource, ScalewayContainerOptions options, DistributedApplicationExecutionContext execution, CancellationToken stop)
    {
        var environment = new ContainerEnvironment();
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: stop);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (!HostVariables.Contains(name))
            {
                Take(environment, name, value);
            }
        }
        AddDefaults(environment, resource, options);
        foreach (var (name, value) in options.Environment)
        {
            environment.Remove(name);
            environment.Literals[name] = value;
        }
        foreach (var (name, reference) in options.References)
        {
            environment.Remove(name);
            environment.References[name] = reference;
        }
        AddCertificates(environment);
        return environment;
    }

    static void Take(ContainerEnvironment environment, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string or bool or int or long:
                environment.Literals[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
                break;
            case ConnectionStringReference connection:
                environment.References[name] = new(connection.Resource, ScalewayProperty.ConnectionString);
                break;
            case ParameterResource parameter:
                environment.Secrets[name] = parameter.Name;
                break;
            case IResourceWithConnectionString resource:
                environment.References[name] = new(resource, ScalewayProperty.ConnectionString);
                break;
            case ReferenceExpression { ValueProviders: [] } literal:
                environment.Literals[name] = literal.Format;
                break;
            case ReferenceExpression { Format: "{0}", ValueProviders: [var only] }:
                Take(environment, name, only);
                break;
            case IManifestExpressionProvider expression:
                environment.Unresolved[name] = expression.ValueExpression;
                break;
            default:
                environment.Unresolved[name] = value.GetType().Name;
                break;
        }
    }

    static void AddDefaults(ContainerEnvironment environment, IResource resource, ScalewayContainerOptions options)
    {
        if (resource is ProjectResource)
        {
            // TLS ends at the platform's ingress; the forwarded headers keep https in the request.
            environment.Literals.TryAdd("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
            environment.Literals.TryAdd("ASPNETCORE_HTTP_PORTS", options.Port.ToString(CultureInfo.InvariantCulture));
        }
        if (!options.Telemetry)
        {
            return;
        }
        environment.Literals.TryAdd("OTEL_SERVICE_NAME", resource.Name);
        environment.Literals.TryAdd("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        // Cockpit has one endpoint per signal, so the variable for all signals cannot be used.
        environment.Telemetry["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "otlp.traces_endpoint";
        environment.Telemetry["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = "otlp.metrics_endpoint";
        environment.Telemetry["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = "otlp.logs_endpoint";
        environment.Telemetry["OTEL_EXPORTER_OTLP_HEADERS"] = "otlp.headers";
    }

    static void AddCertificates(ContainerEnvironment environment)
    {
        foreach (var reference in environment.References.Values.ToList())
        {
            if (reference.Property == ScalewayProperty.ConnectionString
                && reference.Resource.Annotations.OfType<RedisAnnotation>().LastOrDefault()?.Options.CertificateVariable is { } variable)
            {
                environment.References.TryAdd(variable, new(reference.Resource, ScalewayProperty.Certificate));
            }
        }
    }
}
