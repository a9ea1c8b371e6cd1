using Aspire.Hosting.Scaleway;
using ScalewayPoc.AppHost.Commands;
using ScalewayPoc.AppHost.Local;
using ScalewayPoc.Contracts;

var builder = DistributedApplication.CreateBuilder(AppHostArguments.Expand(args));

builder.AddScalewayEnvironment("scaleway");
// Containers if a container runtime is running, otherwise embedded servers. Nothing waits for them: the services connect
// when they can, and start in parallel.
var services = builder.AddLocalServices();
var redis = services.AddRedis(ResourceNames.Redis).PublishAsManagedRedis(redis =>
{
    // For 100 events a second with 1,000 bytes each, one in ten of them under an Idempotency-Key; see docs/delivery.md.
    redis.NodeType = "RED1-MICRO";
    redis.SingleHashSlot = true;
    redis.Load.Add(new("keys", Count: 400_000, Limits.KeyBytes + 1_000));
    redis.Load.Add(new("outbox entries", Limits.OutboxEntries, Limits.OutboxEntryBytes + 1_000));
    redis.Load.Add(new("in-flight events", Limits.InFlightEvents, Limits.InFlightEventBytes));
    redis.Load.Add(RedisEntries.Expiring("Idempotency-Keys", perSecond: 10, TimeSpan.FromHours(24), Limits.IdempotencyKeyBytes));
});
var events = services.AddPostgres("postgres", ResourceNames.Events).PublishAsServerlessSql();
var issuer = services.AddIssuer(ResourceNames.Issuer);
builder.AddStaticSite(ResourceNames.Web, "../web/dist", issuer.Configure).WithNpmBuild("../web");
var queues = services.AddElasticMq("queues");
var deadLetters = queues.AddQueue(ResourceNames.IngressDeadLetters).PublishAsScalewayQueue(queue => queue.Retention = TimeSpan.FromDays(14));
var ingress = queues.AddQueue(ResourceNames.Ingress)
    .WithVisibilityTimeout(TimeSpan.FromSeconds(30))
    .WithDeadLetterQueue(deadLetters, maxReceiveCount: 4)
    .PublishAsScalewayQueue(queue =>
    {
        queue.VisibilityTimeout = TimeSpan.FromMinutes(2);
        queue.MaxProducedBytes = Limits.QueueRequestBytes;
        queue.Burst = new(Messages: 50_000, AverageBytes: 1_000, DrainedPerSecond: 100);
    });

var api = builder.AddProject<Projects.ScalewayPoc_Api>(ResourceNames.Api)
    .WithLocalDefaults()
    .WithTokensOf(issuer)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(redis)
    .WithReference(events)
    .WithReference(ingress)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "API")
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/scalar", DisplayText = "API reference", Endpoint = endpoint })
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/health", DisplayText = "Health", Endpoint = endpoint })
    .WithTestEventCommand()
    .WithDemoCommands()
    .WithRebuildCommand()
    .WithEdgeRoute()
    .PublishAsScalewayContainer(container =>
    {
        container.Privacy = ContainerPrivacy.Public;
        container.MinScale = 1;
        container.MaxScale = 5;
        container.MemoryLimitBytes = 512_000_000;
        container.Timeout = TimeSpan.FromSeconds(30);
        container.Probe("/alive");
        container.Environment["RateLimit__RequestsPerSecond"] = "500";
        // Of one processor, a collector beside the program takes part; docs/performance.md has the figures.
        container.Environment["DOTNET_gcConcurrent"] = "0";
        container.Grant(events, DatabaseRole.ReadOnly);
        container.Grant(ingress, QueuePermissions.Publish);
    });

var consumer = builder.AddProject<Projects.ScalewayPoc_Consumer>(ResourceNames.Consumer)
    .WithLocalDefaults()
    .WithTokensOf(issuer)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(events)
    .WithReference(ingress)
    .WithReference(deadLetters, ResourceNames.DeadLettersConnection)
    .WithHttpHealthCheck("/health")
    .WithQueueDelivery(ingress, path: "/events")
    .WithDeadLetterCommands()
    .WithOutageCommand()
    .WithQueueTrigger(ingress, trigger => trigger.Path = "/events")
    .PublishAsScalewayContainer(container =>
    {
        container.MemoryLimitBytes = 512_000_000;
        container.Timeout = TimeSpan.FromSeconds(30);
        container.Probe("/alive");
        container.Environment["Consumer__Mode"] = "trigger";
        container.Grant(events, DatabaseRole.ReadWrite);
        container.Grant(deadLetters, QueuePermissions.Receive);
    });
api.WithLocalDeadLetters(consumer);

// Locally the site is a process that serves it and the API from one origin.
builder.AddWebSite(ResourceNames.Web, "../web", api, issuer);

builder.Build().Run();
