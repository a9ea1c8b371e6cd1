using System.Globalization;
using System.Text;

namespace Aspire.Hosting;

/// <summary>Adds ElasticMQ.</summary>
public static class ElasticMqExtensions
{
    // Where elasticmq-native looks for its configuration, and the port it listens on by default.
    const string ConfigurationFolder = "/opt";
    const string ConfigurationFile = "elasticmq.conf";
    const int Port = 9324;

    /// <summary>Adds ElasticMQ as a container; its queues are those added with <see cref="SqsQueueExtensions.AddQueue"/>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="port">Port on this machine; null for a free one.</param>
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

    /// <summary>Writes the queues in ElasticMQ's own configuration language (HOCON).</summary>
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
