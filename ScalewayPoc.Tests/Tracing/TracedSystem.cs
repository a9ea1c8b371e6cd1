using ScalewayPoc.Contracts;
using ScalewayPoc.Tests.Api;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>
/// An API and a Consumer as processes, which export to one receiver. (In one process they would share the sources of their
/// spans, and each would export those of the other.) The credentials are recognizable.
/// </summary>
public class TracedSystem : IAsyncLifetime
{
    /// <summary>Occurs in the credentials.</summary>
    public const string Secret = "v3rys3cr3t";

    readonly TestServers _servers = new();
    ApiSetup _setup = null!;
    ServerProcess _api = null!;
    ServerProcess _consumer = null!;

    internal OtlpReceiver Receiver { get; private set; } = null!;

    internal ApiSetup Setup => _setup;

    internal HttpClient Api { get; private set; } = null!;

    internal HttpClient Consumer { get; private set; } = null!;

    /// <summary>What both have printed.</summary>
    internal string Output => _api.Output + _consumer.Output;

    /// <summary>What the Consumer is started with: <c>poll</c> or <c>trigger</c>.</summary>
    protected virtual string Mode => "poll";

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _setup = await ApiSetup.CreateAsync(_servers);
        Receiver = await OtlpReceiver.StartAsync();
        var settings = new Dictionary<string, string>(_setup.Connections)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Consumer__Mode"] = Mode,
            ["Consumer__Polling__WaitTime"] = "00:00:01",
        };
        settings["ConnectionStrings__events"] += $";Password={Secret}";
        settings["ConnectionStrings__ingress"] = settings["ConnectionStrings__ingress"].Replace("=x;", $"={Secret};", StringComparison.Ordinal);
        settings["ConnectionStrings__" + ResourceNames.DeadLettersConnection] = settings["ConnectionStrings__ingress"] + "-dlq";
        var api = ServerProcess.StartAsync("ScalewayPoc.Api", With(Receiver.Settings("api")));
        _consumer = await ServerProcess.StartAsync("ScalewayPoc.Consumer", With(Receiver.Settings("consumer")));
        _api = await api;
        Api = Client(_api.Address);
        Consumer = Client(_consumer.Address);
        await Eventually.TrueAsync(async () => (await Consumer.GetAsync("/health")).IsSuccessStatusCode, () => _consumer.Output);

        // Without a traceparent: a span of this process would be the parent, and is not exported.
        static HttpClient Client(Uri address) => new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address }.WithToken();

        Dictionary<string, string> With(Dictionary<string, string> more) => settings.Concat(more).ToDictionary();
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_api.KillAsync(), _consumer.KillAsync());
        Api.Dispose();
        Consumer.Dispose();
        await _api.DisposeAsync();
        await _consumer.DisposeAsync();
        await _setup.DisposeAsync();
        await Receiver.DisposeAsync();
        await _servers.DisposeAsync();
    }
}

/// <summary>The same, with a Consumer behind a trigger.</summary>
public sealed class TriggeredTracedSystem : TracedSystem
{
    protected override string Mode => "trigger";
}

/// <summary>The classes that share one system.</summary>
[CollectionDefinition(nameof(TracedSystemCollection))]
public sealed class TracedSystemCollection : ICollectionFixture<TracedSystem>;
