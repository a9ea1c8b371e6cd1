using Aspire.Hosting.Scaleway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.Tests.Docs;

/// <summary>
/// The diagram of docs/architecture.md is made from the AppHost's model as it is published. With <c>UPDATE_SNAPSHOTS=1</c> the
/// test writes it instead of comparing it.
/// </summary>
public sealed class ArchitectureTests : IDisposable
{
    const string Begin = "<!-- generated from the AppHost: begin -->\n";
    const string End = "<!-- end -->\n";

    readonly TemporaryFolder _output = new();

    [Fact]
    public async Task The_diagram_is_that_of_the_model()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--operation", "publish", "--step", "publish", "--output-path", _output.Path]);
        // The time that Aspire waits for the entry point of an application that was never started.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var diagram = $"```mermaid\nflowchart LR\n{string.Concat(Draw([.. builder.Resources]).Select(line => $"  {line}\n"))}```\n";

        var path = Path.Combine(Repository.Root, "docs", "architecture.md");
        var text = await File.ReadAllTextAsync(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(path, text[..begin] + diagram + text[end..]);
            return;
        }
        Assert.Equal(diagram, text[begin..end]);
    }

    static IEnumerable<string> Draw(IReadOnlyList<IResource> resources)
    {
        yield return "browser([Browser]) --> edge{{Edge Services}}";
        foreach (var (resource, site) in Annotated<SiteAnnotation>(resources))
        {
            yield return $"edge -- everything else --> {resource.Name}[(\"{resource.Name}<br/>Object Storage\")]";
        }
        foreach (var (resource, route) in Annotated<EdgeRouteAnnotation>(resources))
        {
            yield return $"edge -- \"{route.Options.PathPattern}\" --> {resource.Name}";
        }
        foreach (var (resource, _) in Annotated<RedisAnnotation>(resources))
        {
            yield return $"{resource.Name}[(\"{resource.Name}<br/>Managed Redis\")]";
        }
        foreach (var (resource, _) in Annotated<DatabaseAnnotation>(resources))
        {
            yield return $"{resource.Name}[(\"{resource.Name}<br/>Serverless SQL Database\")]";
        }
        foreach (var (resource, _) in Annotated<QueueAnnotation>(resources))
        {
            yield return $"{resource.Name}>\"{resource.Name}<br/>Queues\"]";
            if (resource is SqsQueueResource { DeadLetterQueue: { } deadLetters } queue)
            {
                yield return $"{resource.Name} -. \"after {queue.MaxReceiveCount} receives\" .-> {deadLetters.Name}";
            }
        }
        foreach (var (resource, container) in Annotated<ContainerAnnotation>(resources))
        {
            yield return $"{resource.Name}[\"{resource.Name}<br/>Serverless Container\"]";
            foreach (var line in DrawReferences(resource, container.Options))
            {
                yield return line;
            }
        }
    }

    static IEnumerable<string> DrawReferences(IResource container, ScalewayContainerOptions options)
    {
        foreach (var trigger in container.Annotations.OfType<QueueTriggerAnnotation>())
        {
            yield return $"{trigger.Queue.Name} -- \"trigger: POST {trigger.Options.Path}\" --> {container.Name}";
        }
        foreach (var redis in container.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => relation.Resource).Distinct()
            .Where(resource => resource.Annotations.OfType<RedisAnnotation>().Any()))
        {
            yield return $"{container.Name} -- read and write --> {redis.Name}";
        }
        foreach (var (database, role) in options.DatabaseRoles.OrderBy(grant => grant.Key.Name, StringComparer.Ordinal))
        {
            yield return $"{container.Name} -- {(role == DatabaseRole.ReadOnly ? "read" : "read and write")} --> {database.Name}";
        }
        foreach (var (queue, permissions) in options.QueuePermissions.OrderBy(grant => grant.Key.Name, StringComparer.Ordinal))
        {
            yield return permissions.HasFlag(QueuePermissions.Publish)
                ? $"{container.Name} -- publish --> {queue.Name}"
                : $"{queue.Name} -- receive --> {container.Name}";
        }
    }

    static IEnumerable<(IResource Resource, T Annotation)> Annotated<T>(IEnumerable<IResource> resources) where T : IResourceAnnotation =>
        from resource in resources
        from annotation in resource.Annotations.OfType<T>()
        orderby resource.Name
        select (resource, annotation);

    public void Dispose() => _output.Dispose();
}
