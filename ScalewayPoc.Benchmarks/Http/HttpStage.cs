using ScalewayPoc.Benchmarks.ColdStart;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Http;

/// <summary>The servers behind the variants, which are one set for all of them.</summary>
sealed class HttpStage : IAsyncDisposable
{
    readonly Servers _servers = new();
    string _redis = "", _queue = "", _events = "";
    Uri? _issuer, _sink;

    /// <summary>Token with the scopes read and write.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Port of Redis.</summary>
    public string RedisPort => _redis.Split(':')[1];

    public static async Task<HttpStage> StartAsync()
    {
        var stage = new HttpStage();
        try
        {
            stage._redis = await stage._servers.StartRedisAsync();
            stage._queue = await stage._servers.StartQueueAsync();
            stage._events = await stage._servers.StartPostgresAsync();
            stage._issuer = await stage._servers.StartIssuerAsync();
            stage._sink = await stage._servers.StartTelemetrySinkAsync();
            stage.Token = await Servers.TokenAsync(stage._issuer, "writer");
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server of a variant on the processor of the system under test.</summary>
    public Task<BenchmarkProcess> StartAsync(HttpVariant variant) => variant.Server switch
    {
        HttpServer.Api => StartApiAsync(variant),
        HttpServer.Twin => BenchmarkProcess.StartProjectAsync(
            "ScalewayPoc.Benchmarks", Cores.System, BenchmarkProcess.Listening,
            [
                "twin", "--redis", _redis,
                .. variant.Tokens ? ["--issuer", _issuer!.ToString()] : Array.Empty<string>(),
                .. variant.Script ? ["--script"] : Array.Empty<string>(),
                .. variant.Send ? ["--queue", _queue] : Array.Empty<string>(),
            ],
            Environment(variant)),
        HttpServer.Node => BenchmarkProcess.StartAsync(
            Cores.System, BenchmarkProcess.Listening, Programs.Require("node", "install Node.js 20 or later"), [NodeFolder.Install("Node", "server.mjs"), RedisPort]),
        _ => throw new InvalidOperationException($"{variant.Server} is no server."),
    };

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    async Task<BenchmarkProcess> StartApiAsync(HttpVariant variant)
    {
        var environment = Environment(variant);
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["ConnectionStrings__redis"] = _redis;
        environment["ConnectionStrings__ingress"] = _queue;
        environment["ConnectionStrings__events"] = _events;
        var (name, value) = variant.Tokens ? ("Issuer", _issuer!.ToString()) : ("AllowAnonymous", "true");
        environment[$"Authentication__{name}"] = value;
        if (!variant.Native)
        {
            return await BenchmarkProcess.StartProjectAsync("ScalewayPoc.Api", Cores.System, BenchmarkProcess.Listening, [], environment);
        }
        var form = PublishedForm.All[0];
        await form.EnsurePublishedAsync(CancellationToken.None);
        return await BenchmarkProcess.StartAsync(Cores.System, BenchmarkProcess.Listening, form.Program, [], environment);
    }

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
