using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Validation;

namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// A small valid model, made for publishing: a store, a database, a queue with dead letters, an API and a worker. Each test
/// changes what it is about.
/// </summary>
sealed class PublishModel
{
    public IDistributedApplicationBuilder Builder { get; }

    public IResourceBuilder<RedisResource> Redis { get; }

    public IResourceBuilder<PostgresDatabaseResource> Events { get; }

    public IResourceBuilder<TestQueue> DeadLetters { get; }

    public IResourceBuilder<TestQueue> Queue { get; }

    public IResourceBuilder<ProjectResource> Api { get; }

    public IResourceBuilder<ProjectResource> Worker { get; }

    // As the AppHost is built: the last call wins, so these stay changeable until the model is read.
    public ManagedRedisOptions RedisOptions { get; private set; } = null!;

    public ServerlessSqlOptions EventsOptions { get; private set; } = null!;

    public ScalewayQueueOptions DeadLettersOptions { get; private set; } = null!;

    public ScalewayQueueOptions QueueOptions { get; private set; } = null!;

    public ScalewayContainerOptions ApiOptions { get; private set; } = null!;

    public EdgeRouteOptions RouteOptions { get; private set; } = null!;

    public ScalewayContainerOptions WorkerOptions { get; private set; } = null!;

    public QueueTriggerOptions TriggerOptions { get; private set; } = null!;

    public PublishModel(string outputDirectory = "out", string step = "publish", params string[] options)
    {
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = "ScalewayPoc.AppHost",
            DisableDashboard = true,
            Args = ["--operation", "publish", .. step is "" ? [] : new[] { "--step", step }, "--output-path", outputDirectory, .. options],
        });
        Builder.AddScalewayEnvironment("scaleway");
        Redis = Builder.AddRedis("redis").PublishAsManagedRedis(redis => RedisOptions = redis);
        Events = Builder.AddPostgres("postgres").AddDatabase("events").PublishAsServerlessSql(events => EventsOptions = events);
        DeadLetters = AddQueue("queue-dlq").PublishAsScalewayQueue(queue => DeadLettersOptions = queue);
        Queue = AddQueue("queue").PublishAsScalewayQueue(queue => QueueOptions = queue);
        (Queue.Resource.DeadLetterQueue, Queue.Resource.MaxReceiveCount) = (DeadLetters.Resource, 4);
        Queue.Resource.VisibilityTimeout = TimeSpan.FromMinutes(2);
        Api = Builder.AddProject<Projects.ScalewayPoc_Api>("api")
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
            .WithReference(Redis).WithReference(Events).WithReference(Queue)
            .WithEdgeRoute(route => RouteOptions = route)
            .PublishAsScalewayContainer(container =>
            {
                ApiOptions = container;
                container.Grant(Events, DatabaseRole.ReadOnly);
                container.Grant(Queue, QueuePermissions.Publish);
            });
        Worker = Builder.AddProject<Projects.ScalewayPoc_Consumer>("worker")
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
            .WithReference(Redis).WithReference(Queue)
            .WithQueueTrigger(Queue, trigger => TriggerOptions = trigger)
            .PublishAsScalewayContainer(container =>
            {
                WorkerOptions = container;
                container.Timeout = TimeSpan.FromSeconds(30);
            });
    }

    /// <summary>Adds a queue that nothing serves.</summary>
    public IResourceBuilder<TestQueue> AddQueue(string name) => Builder.AddResource(new TestQueue(name));

    /// <summary>Leaves out what has an image: those take long, and have tests of their own.</summary>
    public void RemoveImages()
    {
        Builder.Resources.Remove(Api.Resource);
        Builder.Resources.Remove(Worker.Resource);
    }

    /// <summary>The errors of the validator.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync() =>
        [.. PlatformValidator.Validate(await ReadAsync()).Select(error => error.ToString())];

    public async Task<ScalewayModel> ReadAsync()
    {
        await using var application = Builder.Build();
        var model = application.Services.GetRequiredService<DistributedApplicationModel>();
        await ModelReader.PrepareAsync(
            model, model.Resources.OfType<ScalewayEnvironmentResource>().Single(), Builder.ExecutionContext, CancellationToken.None);
        return ModelReader.Read(model);
    }
}

/// <summary>A queue that nothing serves.</summary>
sealed class TestQueue(string name) : Resource(name), IResourceWithConnectionString, IQueueResource
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"QueueUrl=none");

    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public IQueueResource? DeadLetterQueue { get; set; }

    public int MaxReceiveCount { get; set; }
}
