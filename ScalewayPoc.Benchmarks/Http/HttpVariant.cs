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

    public override string ToString() => Name;
}

/// <summary>Method and its variants. The first one is the API as it is published.</summary>
sealed record HttpQuestion(string Method, IReadOnlyList<HttpVariant> Variants)
{
    static readonly HttpVariant Api = new("API", HttpServer.Api, Telemetry: true, Tokens: true);
    static readonly HttpVariant Node = new("fastify, ioredis, bare", HttpServer.Node);
    static readonly HttpVariant Redis = new("redis-benchmark", HttpServer.Redis);

    public static IReadOnlyList<HttpQuestion> All { get; } =
    [
        new("GET",
        [
            Api,
            Api with { Name = "API without telemetry", Telemetry = false },
            Api with { Name = "API without tokens", Tokens = false },
            Api with { Name = "API without both", Telemetry = false, Tokens = false },
            new("twin", HttpServer.Twin, Telemetry: true, Tokens: true),
            new("twin without tokens", HttpServer.Twin, Telemetry: true),
            new("twin without both", HttpServer.Twin),
            Node,
            Redis,
        ]),
        new("PUT",
        [
            Api,
            Api with { Name = "API without both", Telemetry = false, Tokens = false },
            new("twin, script and send", HttpServer.Twin, Telemetry: true, Tokens: true) { Script = true, Send = true },
            new("twin, script", HttpServer.Twin, Telemetry: true, Tokens: true) { Script = true },
            new("twin, SET", HttpServer.Twin, Telemetry: true, Tokens: true),
            Node with { Name = "fastify, ioredis, SET, bare" },
            Redis,
        ]),
    ];
}
