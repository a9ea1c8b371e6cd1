using System.Globalization;
using System.Text;

namespace Aspire.Hosting;

/// <summary>Extension methods that add ElasticMQ.</summary>
public static class ElasticMqExtensions
{
    // The configuration path and the port of the image.
    const string ConfigurationFolder = "/opt";
    const string ConfigurationFile = "elasticmq.conf";
    const int Port = 9324;

    /// <summary>Adds ElasticMQ as a container. <see cref="SqsQueueExtensions.AddQueue"/> adds its queues.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="port">Port on this machine; null for a free one.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<ElasticMqResource> AddElasticMq(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        var resource = new ElasticMqResource(name);
        return builder.AddResource(resource)
            .WithImage("softwaremill/elasticmq-native", "1.6.12")
            .WithHttpEndpoint(port, Port, ElasticMqResource.EndpointName)
            .WithContainerFiles(ConfigurationFolder, (_, _) => Task.FromResult<IEnumerable<ContainerFileSystemItem>>(
                [new ContainerFile { Name = ConfigurationFile, Contents = Configuration(resource.Queues) }]))
            .ExcludeFromManifest();
    }

    /// <summary>Writes the queues as HOCON, the language of ElasticMQ's configuration.</summary>
    static string Configuration(IEnumerable<SqsQueueResource> queues)
    {
        var text = new StringBuilder("include classpath(\"application.conf\")\nqueues {\n");
        foreach (var queue in queues)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"{queue.Name}\" {{\n");
            text.Append(CultureInfo.InvariantCulture, $"    defaultVisibilityTimeout = {queue.VisibilityTimeout.TotalSeconds} seconds\n");
            if (queue.DeadLetterQueue is { } deadLetters)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"    deadLettersQueue {{ name = \"{deadLetters.Name}\", maxReceiveCount = {queue.MaxReceiveCount} }}\n");
            }
            text.Append("  }\n");
        }
        return text.Append("}\n").ToString();
    }
}
