using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Embedded;

/// <summary>
/// The servers that the system needs, each either as a container or as an embedded process. The choice is made once,
/// before any resource is added: with a container runtime that is installed but not running, Aspire would wait for its
/// containers forever.
/// </summary>
public sealed class LocalServices
{
    readonly IDistributedApplicationBuilder _builder;
    readonly bool _embedded;
    readonly LocalData _data;

    LocalServices(IDistributedApplicationBuilder builder, bool embedded, LocalData data) =>
        (_builder, _embedded, _data) = (builder, embedded, data);

    /// <summary>
    /// Turns the flag <c>--fresh</c> into <c>--fresh=true</c>: configuration from the command line knows pairs only.
    /// </summary>
    public static string[] ExpandFlags(string[] args) => [.. args.Select(arg => arg == "--fresh" ? "--fresh=true" : arg)];

    internal static LocalServices Create(IDistributedApplicationBuilder builder)
    {
        StartupErrors.ReportOnStandardError();
        // What is published does not depend on the machine that publishes.
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new(builder, embedded: false, LocalData.None);
        }
        var choice = builder.Configuration["Services"]?.ToLowerInvariant();
        var (embedded, reason) = choice switch
        {
            "containers" => (false, "as asked for"),
            "embedded" => (true, "as asked for"),
            null or "" => ContainerRuntime.Find() is { } runtime
                ? (false, $"{runtime} answers")
                : (true, "no container runtime answers"),
            _ => throw new StartupException($"Services={choice} is not known. Say Services=containers or Services=embedded."),
        };
        var data = LocalData.Open(builder, embedded);
        Console.WriteLine($"Services: {(embedded ? "embedded" : "containers")} ({reason}; Services=containers|embedded overrides). Data: {data}");
        LocalPorts.Guard(builder);
        return new(builder, embedded, data);
    }

    /// <summary>Adds the key/value store.</summary>
    public IResourceBuilder<IResourceWithConnectionString> AddRedis([ResourceName] string name) => _embedded
        ? _builder.AddEmbeddedRedis(name, _data.Folder(name))
        : _builder.AddRedis(name).WithDataVolume(LocalData.Volume(name)).WithPersistence(TimeSpan.FromSeconds(10), keysChangedThreshold: 1);

    /// <summary>Adds a PostgreSQL server and one database on it; returns the database.</summary>
    public IResourceBuilder<IResourceWithConnectionString> AddPostgres([ResourceName] string name, [ResourceName] string database) => _embedded
        ? _builder.AddEmbeddedPostgres(name, _data.Folder(name)).AddDatabase(database)
        : _builder.AddPostgres(name).WithDataVolume(LocalData.Volume(name)).AddDatabase(database);

    /// <summary>Adds the SQS server.</summary>
    public IResourceBuilder<ISqsServerResource> AddElasticMq([ResourceName] string name) => _embedded
        ? _builder.AddEmbeddedElasticMq(name, _data.Folder(name))
        : _builder.AddElasticMq(name);
}
