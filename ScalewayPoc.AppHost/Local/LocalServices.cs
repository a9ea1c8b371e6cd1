using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Local;

/// <summary>
/// The servers of the system, as containers or as embedded processes. The choice is made before any resource is added:
/// with a container runtime that is installed but not running, Aspire waits for its containers forever.
/// </summary>
public sealed class LocalServices
{
    readonly IDistributedApplicationBuilder _builder;
    readonly bool _embedded;
    readonly LocalData _data;

    LocalServices(IDistributedApplicationBuilder builder, bool embedded, LocalData data) =>
        (_builder, _embedded, _data) = (builder, embedded, data);

    internal static LocalServices Create(IDistributedApplicationBuilder builder)
    {
        StartupException.ReportOnStandardError();
        // The published model does not depend on the machine.
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new(builder, embedded: false, LocalData.None);
        }
        var (embedded, reason) = Choose(builder.Configuration["Services"]?.ToLowerInvariant());
        var data = LocalData.Open(builder, embedded);
        Console.WriteLine($"Services: {(embedded ? "embedded" : "containers")} ({reason}; override: --Services=containers|embedded). Data: {data}");
        LocalPorts.Validate(builder);
        SkipDashboardLogin(builder.Configuration);
        return new(builder, embedded, data);
    }

    /// <summary>
    /// The pages of the dashboard need no login, because they are served on the loopback interface only; its telemetry
    /// endpoints keep their keys. <c>ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS</c> would remove both, with a warning.
    /// </summary>
    static void SkipDashboardLogin(ConfigurationManager configuration)
    {
        if (configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] is null)
        {
            configuration["AppHost:BrowserToken"] = "";
        }
    }

    static (bool Embedded, string Reason) Choose(string? choice) => choice switch
    {
        "containers" => (false, "configured"),
        "embedded" => (true, "configured"),
        null or "" => ContainerRuntime.Find() is { } runtime ? (false, $"{runtime} is running") : (true, "no container runtime is running"),
        _ => throw new StartupException($"Services={choice} is unknown. Use Services=containers or Services=embedded."),
    };

    /// <summary>Adds the key-value store.</summary>
    public IResourceBuilder<IResourceWithConnectionString> AddRedis([ResourceName] string name) => _embedded
        ? _builder.AddEmbeddedRedis(name, _data.Folder(name))
        : _builder.AddRedis(name).WithDataVolume(LocalData.Volume(name)).WithPersistence(TimeSpan.FromSeconds(10), keysChangedThreshold: 1);

    /// <summary>Adds a PostgreSQL server with one database; returns the database.</summary>
    public IResourceBuilder<IResourceWithConnectionString> AddPostgres([ResourceName] string name, [ResourceName] string database) => _embedded
        ? _builder.AddEmbeddedPostgres(name, _data.Folder(name)).AddDatabase(database)
        : _builder.AddPostgres(name).WithDataVolume(LocalData.Volume(name)).AddDatabase(database);

    /// <summary>Adds the issuer of tokens, a process in both cases.</summary>
    public TokenIssuer AddIssuer([ResourceName] string name) => _builder.ExecutionContext.IsPublishMode
        ? TokenIssuer.AddPublished(_builder, name)
        : TokenIssuer.AddLocal(_builder, name, _embedded ? _data.Folder(name) : null);

    /// <summary>Adds the SQS server.</summary>
    public IResourceBuilder<ISqsServerResource> AddElasticMq([ResourceName] string name) => _embedded
        ? _builder.AddSqsSimulator(name, _data.Folder(name))
        : _builder.AddElasticMq(name);
}

/// <summary>Adds <see cref="LocalServices"/>.</summary>
public static class LocalServicesExtensions
{
    /// <summary>
    /// Chooses between containers and embedded servers by the configuration <c>Services=containers|embedded</c>, otherwise by
    /// whether a container runtime is running. <c>--fresh</c> deletes the data of earlier runs, <c>--Data=FOLDER</c> moves it.
    /// </summary>
    /// <exception cref="StartupException">An option has an unknown value.</exception>
    public static LocalServices AddLocalServices(this IDistributedApplicationBuilder builder) => LocalServices.Create(builder);
}
