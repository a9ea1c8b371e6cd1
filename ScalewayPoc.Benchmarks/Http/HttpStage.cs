using ScalewayPoc.Benchmarks.ColdStart;
using ScalewayPoc.Benchmarks.Consuming;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary>The servers behind the variants, which are one set for all of them.</summary>
sealed class HttpStage : IAsyncDisposable
{
    const int ParallelReceives = 4;

    readonly Servers _servers = new();
    SqsQueue _messages = null!;
    int _databases;
    string _redis = "", _queue = "", _events = "";
    Uri? _issuer, _sink;

    /// <summary>Token with the scopes read and write.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Port of Redis.</summary>
    public string RedisPort => _redis.Split(':')[1];

    /// <summary>Starts the servers. Dispose of the stage even where this fails.</summary>
    public async Task StartAsync()
    {
        _redis = await _servers.StartRedisAsync();
        _queue = await _servers.StartQueueAsync();
        _messages = SqsQueue.Connect(_queue);
        _events = await _servers.StartPostgresAsync();
        _issuer = await _servers.StartIssuerAsync();
        _sink = await _servers.StartTelemetrySinkAsync();
        Token = await Servers.TokenAsync(_issuer, "writer");
    }

    /// <summary>Deletes all messages: the queues of a project hold 100 MB, less than all variants send.</summary>
    public Task EmptyQueueAsync(CancellationToken cancellation) => Task.WhenAll(Enumerable.Range(0, ParallelReceives).Select(async _ =>
    {
        while (await LoopCommand.ReceiveAsync(_messages, waitSeconds: 0, cancellation) > 0)
        {
            // Until none is left.
        }
    }));

    /// <summary>Starts the server of a variant on the processor of the system under test.</summary>
    public Task<BenchmarkProcess> StartAsync(HttpVariant variant) => variant.Server switch
    {
        HttpServer.Api => StartApiAsync(variant),
        HttpServer.Twin => BenchmarkProcess.StartProjectAsync(
            "ScalewayPoc.Benchmarks", Cores.System, BenchmarkProcess.Listening,
            [
                "twin", "--redis", NextDatabase(),
                .. variant.Tokens ? ["--issuer", _issuer!.ToString()] : Array.Empty<string>(),
                .. variant.Script ? ["--script"] : Array.Empty<string>(),
                .. variant.Send ? ["--queue", _queue] : Array.Empty<string>(),
            ],
            Environment(variant)),
        HttpServer.Node => BenchmarkProcess.StartAsync(
            Cores.System, BenchmarkProcess.Listening, Programs.Require("node", "install Node.js 20 or later"), [NodeFolder.Install("Node", "server.mjs"), RedisPort]),
        _ => throw new InvalidOperationException($"{variant.Server} is no server."),
    };

    public ValueTask DisposeAsync()
    {
        _messages?.Client.Dispose();
        return _servers.DisposeAsync();
    }

    Task<BenchmarkProcess> StartApiAsync(HttpVariant variant)
    {
        var environment = Environment(variant);
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["ConnectionStrings__redis"] = NextDatabase();
        environment["ConnectionStrings__ingress"] = _queue;
        environment["ConnectionStrings__events"] = _events;
        var (name, value) = variant.Tokens ? ("Issuer", _issuer!.ToString()) : ("AllowAnonymous", "true");
        environment[$"Authentication__{name}"] = value;
        return PublishedForm.StartServiceAsync("ScalewayPoc.Api", variant.Native, environment);
    }

    /// <summary>A database of Redis for each server: an API sends what it finds in the outbox of another.</summary>
    string NextDatabase() => $"{_redis},defaultDatabase={BenchmarkProcess.Text(_databases++)}";

    Dictionary<string, string> Environment(HttpVariant variant)
    {
        var environment = new Dictionary<string, string>();
        if (variant.Telemetry)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _sink!.ToString();
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }
        foreach (var setting in variant.Setting?.Split(' ') ?? [])
        {
            var (name, value) = (setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
            environment[name] = value;
        }
        return environment;
    }
}
