using ScalewayPoc.AppHost;
using ScalewayPoc.AppHost.Embedded;
using Aspire.Hosting.Scaleway;
using ScalewayPoc.AppHost.Web;
using ScalewayPoc.Contracts;

var builder = DistributedApplication.CreateBuilder(LocalServices.ExpandFlags(args));

builder.AddScalewayEnvironment("scaleway");
builder.AddStaticSite(ResourceNames.Web, "../web/dist").WithNpmBuild("../web");

// Containers where a container runtime answers, embedded servers otherwise; the same model either way.
var services = builder.AddLocalServices();
var redis = services.AddRedis(ResourceNames.Redis).PublishAsManagedRedis();
var events = services.AddPostgres("postgres", ResourceNames.Events).PublishAsServerlessSql();
var queues = services.AddElasticMq("queues");
var deadLetters = queues.AddQueue(ResourceNames.IngressDeadLetters).PublishAsScalewayQueue(queue => queue.Retention = TimeSpan.FromDays(14));
var ingress = queues.AddQueue(ResourceNames.Ingress)
    .WithVisibilityTimeout(TimeSpan.FromSeconds(30))
    .WithDeadLetterQueue(deadLetters, maxReceiveCount: 4)
    .PublishAsScalewayQueue(queue =>
    {
        queue.VisibilityTimeout = TimeSpan.FromMinutes(2);
        queue.LargestMessageBytes = Limits.QueueRequestBytes;
        queue.Burst = new(Messages: 50_000, AverageBytes: 1_000, DrainedPerSecond: 100);
    });

var api = builder.AddProject<Projects.ScalewayPoc_Api>(ResourceNames.Api)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(redis).WaitFor(redis)
    .WithReference(events).WaitFor(events)
    .WithReference(ingress).WaitFor(ingress)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/scalar", DisplayText = "API reference", Endpoint = endpoint })
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/health", DisplayText = "Health", Endpoint = endpoint })
    .WithSendTestEventCommand()
    .WithEdgeRoute(route => route.PathPattern = "^/api(/.*)?$")
    .PublishAsScalewayContainer(container =>
    {
        (container.Privacy, container.MinScale, container.MaxScale) = (ContainerPrivacy.Public, 1, 5);
        (container.MemoryLimitBytes, container.Timeout) = (512_000_000, TimeSpan.FromSeconds(30));
        container.Probe("/alive");
        container.Grant(events, DatabaseRole.ReadOnly);
        container.Grant(ingress, QueuePermissions.Publish);
    });

var consumer = builder.AddProject<Projects.ScalewayPoc_Consumer>(ResourceNames.Consumer)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(events).WaitFor(events)
    .WithReference(ingress).WaitFor(ingress)
    .WithReference(deadLetters, ResourceNames.DeadLettersConnection)
    .WithHttpHealthCheck("/health")
    .WithQueueDelivery(ingress, path: "/events")
    .WithDeadLetterCommands()
    .PublishAsScalewayFunction(ingress, function => function.Path = "/events")
    .PublishAsScalewayContainer(container =>
    {
        (container.MemoryLimitBytes, container.Timeout) = (512_000_000, TimeSpan.FromSeconds(30));
        container.Probe("/alive");
        container.Environment["Consumer__Mode"] = "trigger";
        container.Grant(events, DatabaseRole.ReadWrite);
        container.Grant(deadLetters, QueuePermissions.Receive);
    });
api.WithLocalDeadLetters(consumer);

// Locally the site runs too, on one origin with the API.
builder.AddWebSite(ResourceNames.Web, api);

builder.Build().Run();
