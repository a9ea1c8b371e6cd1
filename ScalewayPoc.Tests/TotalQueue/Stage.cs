using Amazon.Runtime;
using Amazon.SQS;
using Npgsql;
using ScalewayPoc.Contracts;
using ScalewayPoc.Tests.Emulators;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>
/// The whole system as processes that keep their addresses over a kill, each connection to a server through a relay of its
/// own. Not started by the AppHost, which has no place for the relays; its tests kill through the model.
/// </summary>
sealed class Stage : ISystem, IAsyncDisposable
{
    readonly StageLayout _layout;
    readonly List<IAsyncDisposable> _owned = [];
    readonly List<ServerProcess> _services = [];
    readonly List<HttpClient> _apis = [];
    readonly List<HttpClient> _consumers = [];
    EmulatorProcess _redis = null!;
    EmulatorProcess _postgres = null!;
    EmulatorProcess _queue = null!;

    Stage(StageLayout layout) => _layout = layout;

    /// <summary>Its processes by name.</summary>
    public Dictionary<string, Part> Parts { get; } = [];

    /// <summary>What can happen to its processes.</summary>
    public List<Fault> Crashes { get; } = [];

    /// <summary>What can happen to its connections.</summary>
    public List<Fault> Cuts { get; } = [];

    public IReadOnlyList<HttpClient> Apis => _apis;

    public IReadOnlyList<HttpClient> Consumers => _consumers;

    /// <summary>The event log, not through a relay.</summary>
    public NpgsqlDataSource Log { get; private set; } = null!;

    /// <summary>The queues, not through a relay.</summary>
    public AmazonSQSClient Sqs { get; private set; } = null!;

    public string QueueUrl(string name) => QueueUrl(_queue.Port, name);

    public async Task<int> DepthAsync(string queue)
    {
        var (visible, inFlight) = await Sqs.DepthAsync(QueueUrl(queue));
        return visible + inFlight;
    }

    /// <summary>Everything that the services have logged, for a failure.</summary>
    public string Output => string.Join("\n----\n", _services.Select(service => service.Output));

    public static async Task<Stage> StartAsync(StageLayout layout)
    {
        var stage = new Stage(layout);
        try
        {
            await stage.StartAsync();
            await stage.WaitUntilHealthyAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every service is at work: one that has only just started has nothing in hand to lose.</summary>
    public async Task WaitUntilHealthyAsync()
    {
        foreach (var service in Apis.Concat(Consumers))
        {
            await Eventually.TrueAsync(() => IsHealthyAsync(service), () => $"healthy: {service.BaseAddress}\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.KillAsync();
        }
        Parts.Values.ToList().ForEach(part => part.Dispose());
        Apis.Concat(Consumers).ToList().ForEach(http => http.Dispose());
        Sqs?.Dispose();
        if (Log is not null)
        {
            await Log.DisposeAsync();
        }
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }
    }

    static async Task<bool> IsHealthyAsync(HttpClient service)
    {
        try
        {
            using var answer = await service.GetAsync("/health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task StartAsync()
    {
        var queue = $"ingress,deadLetter=ingress-dlq,maxReceiveCount={_layout.MaxReceiveCount},visibilityTimeout={_layout.VisibilitySeconds}";
        var servers = await Task.WhenAll(
            EmulatorProcess.StartAsync("redis", "--server", _layout.Garnet ? "garnet" : "auto"),
            EmulatorProcess.StartAsync("postgres", "--database", "events"),
            EmulatorProcess.StartAsync("sqs", "--queue", queue));
        _owned.AddRange(servers);
        (_redis, _postgres, _queue) = (servers[0], servers[1], servers[2]);
        Log = NpgsqlDataSource.Create(Database(_postgres.Port));
        Sqs = new AmazonSQSClient(
            new BasicAWSCredentials("x", "x"), new AmazonSQSConfig { ServiceURL = $"http://127.0.0.1:{_queue.Port}", AuthenticationRegion = "x" });
        AddPart(new Part("redis", () => KillAsync(_redis), _redis.StartAgainAsync));
        AddPart(new Part("postgres", () => KillAsync(_postgres), _postgres.StartAgainAsync));
        AddPart(new Part("queue", () => KillAsync(_queue), _queue.StartAgainAsync));
        await Task.WhenAll([
            .. Enumerable.Range(0, _layout.Apis).Select(i => AddServiceAsync("ScalewayPoc.Api", $"api {i}", _apis)),
            .. Enumerable.Range(0, _layout.Consumers).Select(i => AddServiceAsync("ScalewayPoc.Consumer", $"consumer {i}", _consumers)),
        ]);
        if (_layout.Trigger)
        {
            await AddTriggerAsync();
        }
        Crashes.Add(new Fault("clock jump", _ => JumpClockAsync(TimeSpan.FromHours(1))));
        Crashes.Add(Fault.Of(away: Parts["queue"], dies: Parts["api 0"]));
        Crashes.Add(Fault.Of(away: Parts["postgres"], dies: Parts["consumer 0"]));
    }

    /// <summary>
    /// What a server with a fast clock leaves behind when its clock is right again: the sequence is ahead of the time, and
    /// every later event is accepted by a clock that seems to be slow.
    /// </summary>
    async Task JumpClockAsync(TimeSpan ahead)
    {
        await Eventually.TrueAsync(
            () => TryRedisAsync(async database => await database.ScriptEvaluateAsync(
                """
                local last = tonumber(redis.call('GET', KEYS[1]) or '0')
                redis.call('SET', KEYS[1], string.format('%016.0f', last + tonumber(ARGV[1])))
                """,
                [RedisKeys.Sequence],
                [(long)ahead.TotalMicroseconds])),
            () => "the clock of Redis");
    }

    /// <summary>Loses everything in Redis, and rebuilds it from the event log.</summary>
    public async Task LoseAndRebuildRedisAsync()
    {
        await Eventually.TrueAsync(() => TryRedisAsync(database => database.ExecuteAsync("FLUSHALL")), () => "FLUSHALL");
        using var answer = await Apis[0].PostAsync("/api/admin/rebuild", null);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\n{Output}");
    }

    async Task<bool> TryRedisAsync(Func<IDatabase, Task> action)
    {
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redis.Port},connectTimeout=1000");
            await action(redis.GetDatabase());
            return true;
        }
        catch (RedisException)
        {
            // Killed, or not started again yet.
            return false;
        }
    }

    Task AddServiceAsync(string assembly, string name, List<HttpClient> clients)
    {
        var port = EmulatorProcess.FreePort();
        var redis = $"127.0.0.1:{Relay($"{name} to redis", _redis)}";
        var events = Database(Relay($"{name} to postgres", _postgres));
        var queue = Relay($"{name} to queue", _queue);
        lock (_services)
        {
            clients.Add(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) }.WithToken());
        }
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["Logging__LogLevel__Microsoft"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Authentication__Issuer"] = TestIssuer.Shared.Url,
            ["ConnectionStrings__redis"] = redis,
            ["ConnectionStrings__events"] = events,
            ["ConnectionStrings__ingress"] = Queue(queue, ResourceNames.Ingress),
            ["ConnectionStrings__deadletters"] = Queue(queue, ResourceNames.IngressDeadLetters),
            ["Outbox__SweepInterval"] = "00:00:00.5",
            ["Outbox__SweepAge"] = "00:00:02",
            ["Consumer__Mode"] = _layout.Trigger ? "trigger" : "poll",
            ["Consumer__Polling__WaitTime"] = "00:00:02",
        };
        if (_layout.Collector is { } collector)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString();
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            settings["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        }
        return AddPartAsync(name, () => ServerProcess.StartAsync(assembly, settings));
    }

    Task AddTriggerAsync()
    {
        var queue = Queue(Relay("trigger to queue", _queue), ResourceNames.Ingress);
        return AddPartAsync("trigger", StartAsync);

        async Task<ServerProcess> StartAsync()
        {
            while (true)
            {
                try
                {
                    return await ServerProcess.StartAsync(
                        "ScalewayPoc.Emulators", ["trigger", "--target", new Uri(_consumers[0].BaseAddress!, "/events").ToString()], "ready",
                        new Dictionary<string, string> { ["ConnectionStrings__queue"] = queue });
                }
                catch (InvalidOperationException e) when (e.Message.Contains("does not answer", StringComparison.Ordinal))
                {
                    // It ends where there is no queue, which may be away now; whoever runs it starts it again.
                }
            }
        }
    }

    /// <summary>Starts a process that can be killed, and asked to stop, and starts again in the same way.</summary>
    async Task AddPartAsync(string name, Func<Task<ServerProcess>> startAsync)
    {
        var process = await StartAsync();
        AddPart(new Part(name, () => process.KillAsync(), async () => process = await StartAsync()) { Stop = () => process.StopAsync() });

        async Task<ServerProcess> StartAsync()
        {
            var started = await startAsync();
            lock (_services)
            {
                _services.Add(started);
            }
            return started;
        }
    }

    void AddPart(Part part)
    {
        lock (_services)
        {
            Parts.Add(part.Name, part);
            Crashes.AddRange(Fault.Of(part));
        }
    }

    int Relay(string path, EmulatorProcess server)
    {
        var relay = new TcpRelay(server.Port);
        lock (_services)
        {
            _owned.Add(relay);
            Cuts.AddRange(Fault.Of(path, relay));
        }
        return relay.Port;
    }

    /// <summary>kill -9 of the server itself and of what has started it.</summary>
    static async Task KillAsync(EmulatorProcess emulator)
    {
        foreach (var child in ChildProcesses.Of(emulator.ProcessId))
        {
            EmulatorProcess.Signal(child, "KILL");
        }
        await emulator.KillAsync();
    }

    static string Database(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={ResourceNames.Events}";

    static string Queue(int port, string name) =>
        $"Endpoint=http://127.0.0.1:{port};Region=x;AccessKey=x;SecretKey=x;QueueUrl={QueueUrl(port, name)}";

    static string QueueUrl(int port, string name) => $"http://127.0.0.1:{port}/000000000000/{name}";
}
