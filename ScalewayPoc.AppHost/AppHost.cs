using ScalewayPoc.AppHost;
using ScalewayPoc.AppHost.Embedded;
using ScalewayPoc.AppHost.Queues;
using ScalewayPoc.Contracts;

var builder = DistributedApplication.CreateBuilder(LocalServices.ExpandFlags(args));

// Containers where a container runtime answers, embedded servers otherwise; the same model either way.
var services = builder.AddLocalServices();
var redis = services.AddRedis(ResourceNames.Redis);
var events = services.AddPostgres("postgres", ResourceNames.Events);
var queues = services.AddElasticMq("queues");
var deadLetters = queues.AddQueue(ResourceNames.IngressDeadLetters);
var ingress = queues.AddQueue(ResourceNames.Ingress)
    .WithVisibilityTimeout(TimeSpan.FromSeconds(30))
    .WithDeadLetterQueue(deadLetters, maxReceiveCount: 4);

var api = builder.AddProject<Projects.ScalewayPoc_Api>(ResourceNames.Api)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(redis).WaitFor(redis)
    .WithReference(events).WaitFor(events)
    .WithReference(ingress).WaitFor(ingress)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/scalar", DisplayText = "API reference", Endpoint = endpoint })
    .WithUrlForEndpoint("http", endpoint => new() { Url = "/health", DisplayText = "Health", Endpoint = endpoint })
    .WithSendTestEventCommand();

builder.AddProject<Projects.ScalewayPoc_Consumer>(ResourceNames.Consumer)
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(redis).WaitFor(redis)
    .WithReference(events).WaitFor(events)
    .WithReference(ingress).WaitFor(ingress)
    .WithHttpHealthCheck("/health");

builder.Build().Run();
