namespace ScalewayPoc.Benchmarks.Http;

/// <summary>What serves the requests.</summary>
enum HttpServer
{
    /// <summary>ScalewayPoc.Api.</summary>
    Api,

    /// <summary>A bare minimal API.</summary>
    Twin,

    /// <summary>fastify and ioredis.</summary>
    Node,

    /// <summary>None: redis-benchmark sends the commands.</summary>
    Redis,
}

/// <summary>A row of the table: a server with its layers.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Server">The server.</param>
/// <param name="Telemetry">Whether it exports telemetry.</param>
/// <param name="Tokens">Whether it requires a token.</param>
sealed record HttpVariant(string Name, HttpServer Server, bool Telemetry = false, bool Tokens = false)
{
    /// <summary>Whether a PUT of the twin runs the API's script.</summary>
    public bool Script { get; init; }

    /// <summary>Whether a PUT of the twin sends a message.</summary>
    public bool Send { get; init; }

    /// <summary>Whether the API is the published native program.</summary>
    public bool Native { get; init; }

    /// <summary>Environment variables in addition, NAME=VALUE separated by blanks; null for none.</summary>
    public string? Setting { get; init; }

    public override string ToString() => Name;
}

/// <summary>A table for each number of connections.</summary>
/// <param name="Name">Name of its command.</param>
/// <param name="Description">The question.</param>
/// <param name="Method">GET or PUT.</param>
/// <param name="Connections">Numbers of connections.</param>
/// <param name="Variants">Rows; the first one is what the others are compared with.</param>
sealed record HttpQuestion(
    string Name, string Description, string Method, int[] Connections, IReadOnlyList<HttpVariant> Variants)
{
    static readonly int[] EachNumber = [1, 16, 64];
    static readonly HttpVariant Api = new("API", HttpServer.Api, Telemetry: true, Tokens: true);
    static readonly HttpVariant Native = Api with { Name = "API, native", Native = true };
    static readonly HttpVariant Twin = new("twin", HttpServer.Twin, Telemetry: true, Tokens: true);
    static readonly HttpVariant Node = new("fastify, ioredis, bare", HttpServer.Node);
    static readonly HttpVariant Redis = new("redis-benchmark", HttpServer.Redis);

    public static IReadOnlyList<HttpQuestion> All { get; } =
    [
        new("get", "A read: requests per second, latency, processor time, memory; beside it the bare framework, fastify, Redis alone.", "GET", EachNumber,
        [
            Api,
            Native,
            Twin,
            Twin with { Name = "twin without tokens", Tokens = false },
            Twin with { Name = "twin without both", Telemetry = false, Tokens = false },
            Node,
            Redis,
        ]),
        new("layers", "What telemetry and tokens add to a read.", "GET", EachNumber,
        [
            Api,
            Api with { Name = "API without tokens", Tokens = false },
            Api with { Name = "API without telemetry", Telemetry = false },
            Api with { Name = "API without both", Telemetry = false, Tokens = false },
            Api with { Name = "API, one trace in ten", Setting = "OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=0.1" },
        ]),
        new("put", "A write whose event is in the queue when the response is sent, compared in the same way.", "PUT", EachNumber,
        [
            Api,
            Native,
            Api with { Name = "API without both", Telemetry = false, Tokens = false },
            Twin with { Name = "twin, script and send", Script = true, Send = true },
            Twin with { Name = "twin, script", Script = true },
            Twin with { Name = "twin, SET" },
            Node with { Name = "fastify, ioredis, SET, bare" },
            Redis,
        ]),
        new("settings", "Settings of the runtime, with a read from the native API.", "GET", [1, 64],
        [
            Native,
            .. Settings.Select(setting => Native with { Name = setting, Setting = setting }),
            Twin,
            Twin with { Name = $"twin, {Settings[0]}", Setting = Settings[0] },
        ]),
    ];

    static string[] Settings =>
    [
        "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0",
        "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1",
        "DOTNET_gcConcurrent=0",
        "DOTNET_GCgen0size=2000000",
    ];
}
