using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The model with <c>Services=containers</c>; nothing is started, so that no container runtime is needed. CI runs it.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    IDistributedApplicationTestingBuilder _builder = null!;

    public async Task InitializeAsync()
    {
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(["--Services=containers", "--Web=none"]);
        _builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
    }

    public async Task DisposeAsync() => await _builder.DisposeAsync();

    [Theory]
    [InlineData(ResourceNames.Redis, "library/redis", "^[0-9]+[.][0-9]+$", "/data")]
    [InlineData("postgres", "library/postgres", "^[0-9]+[.][0-9]+$", "/var/lib/postgresql")]
    [InlineData("queues", "softwaremill/elasticmq-native", "^[0-9]+[.][0-9]+[.][0-9]+$", null)]
    public void Server_is_a_container_with_a_pinned_tag_and_a_volume_for_its_data(string name, string image, string tag, string? data)
    {
        var server = Resource(name);

        var annotation = Assert.Single(server.Annotations.OfType<ContainerImageAnnotation>());
        Assert.Equal(image, annotation.Image);
        Assert.Matches(tag, annotation.Tag);
        var mounts = server.Annotations.OfType<ContainerMountAnnotation>().ToList();
        if (data is null)
        {
            Assert.Empty(mounts);
        }
        else
        {
            var mount = Assert.Single(mounts);
            Assert.Equal((ContainerMountType.Volume, false), (mount.Type, mount.IsReadOnly));
            Assert.StartsWith(data, mount.Target, StringComparison.Ordinal);
            Assert.EndsWith(name, mount.Source, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ResourceNames.Redis)]
    [InlineData("postgres")]
    [InlineData(ResourceNames.Events)]
    [InlineData(ResourceNames.Ingress)]
    [InlineData(ResourceNames.IngressDeadLetters)]
    [InlineData(ResourceNames.Api)]
    [InlineData(ResourceNames.Consumer)]
    public void Resource_has_a_health_check(string name) => Assert.NotEmpty(Resource(name).Annotations.OfType<HealthCheckAnnotation>());

    [Fact]
    public async Task Redis_writes_its_data_to_the_volume_within_seconds()
    {
        var arguments = new List<object>();
        foreach (var annotation in Resource(ResourceNames.Redis).Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(new CommandLineArgsCallbackContext(arguments, Resource(ResourceNames.Redis)));
        }
        Assert.Contains("--save 10 1", string.Join(' ', arguments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ElasticMQ_gets_the_queues_of_the_model()
    {
        var server = Resource("queues");
        await using var application = await _builder.BuildAsync();

        var files = Assert.Single(server.Annotations.OfType<ContainerFileSystemCallbackAnnotation>());
        var items = await files.Callback(new() { Model = server, Services = application.Services }, default);

        Assert.Equal("/opt", files.DestinationPath);
        var file = Assert.IsType<ContainerFile>(Assert.Single(items));
        Assert.Equal("elasticmq.conf", file.Name);
        Assert.Equal("""
            include classpath("application.conf")
            queues {
              "ingress-dlq" {
                defaultVisibilityTimeout = 30 seconds
              }
              "ingress" {
                defaultVisibilityTimeout = 30 seconds
                deadLettersQueue { name = "ingress-dlq", maxReceiveCount = 4 }
              }
            }

            """, file.Contents);
        var endpoint = Assert.Single(server.Annotations.OfType<EndpointAnnotation>());
        Assert.Equal(9324, endpoint.TargetPort);
    }

    IResource Resource(string name) => _builder.Resources.Single(resource => resource.Name == name && resource.Annotations.Count > 0);
}
