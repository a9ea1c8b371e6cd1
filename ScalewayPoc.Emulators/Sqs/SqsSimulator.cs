using System.Net.Sockets;
using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Queues;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>A running SQS simulator. Disposing stops it at once; open long polls end with an empty response.</summary>
public sealed class SqsSimulator : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly SqsDatabase _database;
    readonly SqsActions _actions;
    readonly SqsProtocol _protocol;

    SqsSimulator(WebApplication app, SqsDatabase database, SqsActions actions, SqsProtocol protocol)
    {
        (_app, _database, _actions, _protocol) = (app, database, actions, protocol);
        Endpoint = new Uri(app.Urls.Single());
    }

    /// <summary>Where it listens; the SDK's ServiceURL.</summary>
    public Uri Endpoint { get; }

    /// <summary>Requests per action since the start, refused ones included; over HTTP: <c>GET /calls</c>.</summary>
    public IReadOnlyDictionary<string, long> Calls => _protocol.Calls;

    /// <summary>Starts a simulator in this process; when it returns, the declared queues exist and requests are answered.</summary>
    /// <exception cref="EmulatorException">The port or the data folder is taken, or a queue is declared wrongly.</exception>
    public static async Task<SqsSimulator> StartAsync(SqsSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var database = SqsDatabase.Open(options.Data);
        WebApplication? app = null;
        try
        {
            var rules = PlatformRules.Of(options.Profile);
            var actions = new SqsActions(database, rules, options.Time);
            Declare(options.Queues, actions, rules);
            app = Build(options, rules);
            var log = app.Services.GetRequiredService<ILogger<SqsProtocol>>();
            var protocol = new SqsProtocol(options, actions, rules, log, app.Lifetime.ApplicationStopping);
            app.Run(protocol.HandleAsync);
            await app.StartAsync(cancellationToken);
            return new SqsSimulator(app, database, actions, protocol);
        }
        catch (Exception e)
        {
            if (app is not null)
                await app.DisposeAsync();
            database.Dispose();
            if (e is IOException or SocketException)
                throw new EmulatorException($"Cannot listen on {options.Host}:{options.Port}: {e.Message} Give --port another one.", e);
            throw;
        }
    }

    /// <summary>The queue's URL as the simulator itself writes it.</summary>
    public string QueueUrl(string name) => $"{Endpoint.ToString().TrimEnd('/')}/000000000000/{name}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _actions.Moves.DisposeAsync();
        _database.Dispose();
    }

    static WebApplication Build(SqsSimulatorOptions options, PlatformRules rules)
    {
        // Empty: variables such as ASPNETCORE_URLS are meant for the services, not for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // A failure at the start is thrown and printed as one sentence; the host would log a stack trace too.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Host, options.Port);
            kestrel.AddServerHeader = false;
            // JSON can write a character in six bytes, and there is more to a request than its messages. What is larger
            // is refused before it is read.
            kestrel.Limits.MaxRequestBodySize = 6L * rules.MaxMessageBytes + 256 * 1024;
        });
        return builder.Build();
    }

    /// <summary>Queues first and what refers to them after, so that the order of declarations does not matter.</summary>
    static void Declare(IReadOnlyList<QueueDeclaration> declarations, SqsActions actions, PlatformRules rules)
    {
        var (queues, directory) = (actions.Queues, actions.Directory);
        foreach (var declaration in declarations)
            Try(declaration.Name, () => queues.Declare(declaration.Name, declaration.Attributes));
        foreach (var declaration in declarations)
        {
            if (declaration.DeadLetter is not { } target)
                continue;
            if (directory.Find(target) is null)
                Try(target, () => queues.Declare(target, new Dictionary<string, string>()));
            var policy = RedrivePolicy.Write(rules.ArnPrefix + target, declaration.MaxReceiveCount);
            Try(declaration.Name, () => queues.Declare(declaration.Name, new Dictionary<string, string> { [QueueAttribute.RedrivePolicy] = policy }));
        }

        static void Try(string name, Action declare)
        {
            try
            {
                declare();
            }
            catch (SqsException e)
            {
                throw new EmulatorException($"Queue {name} cannot be set up: {e.Message}", e);
            }
        }
    }
}
