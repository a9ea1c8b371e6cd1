using System.Net;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>How an SQS simulator runs.</summary>
public sealed record SqsSimulatorOptions
{
    /// <summary>Folder of its data; made when missing. One simulator at a time can use it.</summary>
    public required DirectoryInfo Data { get; init; }

    /// <summary>TCP port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Address to listen on. Loopback, because no keys are checked.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Queues that exist from the start; of those that exist already the declared attributes are set.</summary>
    public IReadOnlyList<QueueDeclaration> Queues { get; init; } = [];

    /// <summary>Added to each request before it is carried out, as a network would; the default is none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Clock of everything that takes time: visibility, retention, deduplication, long polls.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A running SQS simulator. Disposing stops it at once; open long polls end with an empty response.</summary>
public sealed class SqsSimulator : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly SqsDatabase _database;
    readonly SqsProtocol _protocol;

    SqsSimulator(WebApplication app, SqsDatabase database, SqsProtocol protocol)
    {
        (_app, _database, _protocol) = (app, database, protocol);
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
            var queues = new QueueActions(database, options.Time);
            Declare(options.Queues, queues);
            // JSON can write a character in six bytes, and there is more to a request than its messages. What is larger is
            // refused before it is read.
            app = LocalServer.CreateBuilder(options.Host, options.Port, limits => limits.MaxRequestBodySize = 6L * MessageRules.MaxBytes + 256 * 1024).Build();
            var protocol = new SqsProtocol(options, database, queues, app.Logger, app.Lifetime.ApplicationStopping);
            app.Run(protocol.HandleAsync);
            await LocalServer.StartAsync(app, options.Host, options.Port, cancellationToken);
            return new SqsSimulator(app, database, protocol);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            database.Dispose();
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
        _database.Dispose();
    }

    /// <summary>Queues first and what refers to them after, so that the order of declarations does not matter.</summary>
    static void Declare(IReadOnlyList<QueueDeclaration> declarations, QueueActions queues)
    {
        foreach (var declaration in declarations)
            Try(declaration.Name, () => queues.Declare(declaration.Name, declaration.Attributes));
        foreach (var declaration in declarations)
        {
            if (declaration.DeadLetter is not { } target)
                continue;
            if (queues.Find(target) is null)
                Try(target, () => queues.Declare(target, new Dictionary<string, string>()));
            var policy = new RedrivePolicy(target, declaration.MaxReceiveCount).ToString();
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
