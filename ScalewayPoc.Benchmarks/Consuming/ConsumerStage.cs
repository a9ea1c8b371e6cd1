using System.Text.Json;
using ScalewayPoc.Benchmarks.ColdStart;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary>Queue and database of all variants.</summary>
sealed class ConsumerStage : IAsyncDisposable
{
    readonly Servers _servers = new();
    readonly HttpClient _http = new();
    string _queue = "";
    Uri? _sink;

    /// <summary>Connection string of the database.</summary>
    public string Events { get; private set; } = "";

    /// <summary>The queue, for this process.</summary>
    public SqsQueue Queue { get; private set; } = null!;

    /// <summary>Starts the servers. Dispose of the stage even where this fails.</summary>
    public async Task StartAsync()
    {
        _queue = await _servers.StartQueueAsync();
        Events = await _servers.StartPostgresAsync();
        _sink = await _servers.StartTelemetrySinkAsync();
        Queue = SqsQueue.Connect(_queue);
        // Creates the tables for the variants that do not.
        await (await StartConsumerAsync("trigger", 4, telemetry: false)).DisposeAsync();
    }

    /// <summary>Starts the program of a variant on the processor of the system under test.</summary>
    public Task<BenchmarkProcess> StartAsync(ConsumerVariant variant) => variant.Program switch
    {
        ConsumerProgram.Consumer => StartConsumerAsync("poll", variant.Receivers, variant.Telemetry, variant.Native),
        ConsumerProgram.Loop => BenchmarkProcess.StartProjectAsync(
            "ScalewayPoc.Benchmarks", Cores.System, LoopCommand.Ready, ["loop", "--queue", _queue, "--receivers", BenchmarkProcess.Text(variant.Receivers)]),
        _ => BenchmarkProcess.StartAsync(
            Cores.System, LoopCommand.Ready, Programs.Require("node", "install Node.js 20 or later"),
            [
                NodeFolder.Install("Node/consumer", "consumer.mjs"),
                Queue.Url, DatabaseUrl, BenchmarkProcess.Text(variant.Receivers),
                variant.Program == ConsumerProgram.NodeBatch ? "batch" : "single",
            ]),
    };

    /// <summary>Starts the Consumer, and waits until it listens.</summary>
    /// <param name="mode"><c>poll</c> or <c>trigger</c>.</param>
    /// <param name="receivers">Receives at the same time.</param>
    /// <param name="telemetry">Whether it exports telemetry.</param>
    /// <param name="native">Whether it is the published native program.</param>
    public async Task<BenchmarkProcess> StartConsumerAsync(string mode, int receivers, bool telemetry, bool native = false)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Authentication__AllowAnonymous"] = "true",
            ["Consumer__Mode"] = mode,
            ["Consumer__Polling__Receivers"] = BenchmarkProcess.Text(receivers),
            ["ConnectionStrings__ingress"] = _queue,
            ["ConnectionStrings__events"] = Events,
        };
        if (telemetry)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _sink!.ToString();
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }
        var consumer = await PublishedForm.StartServiceAsync("ScalewayPoc.Consumer", native, environment);
        // Not before the tables exist.
        await consumer.UntilHealthyAsync(_http);
        return consumer;
    }

    /// <summary>Number of requests to the queue so far, without those of this process.</summary>
    public async Task<long> CountCallsAsync()
    {
        var calls = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Queue.Connection.Endpoint, "calls"))).RootElement;
        return calls.EnumerateObject().Where(action => !action.Name.StartsWith("Send", StringComparison.Ordinal) && !action.Name.StartsWith("Get", StringComparison.Ordinal))
            .Sum(action => action.Value.GetInt64());
    }

    /// <summary>Whether a receive waits for messages: then none is visible.</summary>
    public async Task<bool> IsWaitingAsync() =>
        !(await _http.GetStringAsync(new Uri(Queue.Connection.Endpoint, "health"))).StartsWith("healthy, 0 ", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _servers.DisposeAsync();
    }

    /// <summary>The database in the form that PostgreSQL's own clients take.</summary>
    string DatabaseUrl
    {
        get
        {
            var settings = new Npgsql.NpgsqlConnectionStringBuilder(Events);
            return $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}";
        }
    }
}
