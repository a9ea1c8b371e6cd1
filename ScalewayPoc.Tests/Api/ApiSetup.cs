using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Npgsql;
using ScalewayPoc.Emulators.Sqs;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Api;

/// <summary>What a test has of its own: stores and a queue, each behind a relay, and the APIs that it starts.</summary>
sealed class ApiSetup : IAsyncDisposable
{
    readonly List<TestApi> _apis = [];
    readonly DirectoryInfo _data;
    readonly string _database;
    readonly int _redisDatabase;
    readonly SqsSimulator _queue;
    readonly ConnectionMultiplexer _redisConnection;

    ApiSetup(
        DirectoryInfo data, string database, SqsSimulator queue, ConnectionMultiplexer redis, int redisDatabase)
    {
        (_data, _database, _queue, _redisConnection, _redisDatabase) = (data, database, queue, redis, redisDatabase);
        RedisRelay = new TcpRelay(((IPEndPoint)redis.GetEndPoints().Single()).Port);
        PostgresRelay = new TcpRelay(new NpgsqlConnectionStringBuilder(database).Port);
        QueueRelay = new TcpRelay(queue.Endpoint.Port);
        Log = NpgsqlDataSource.Create(database);
        Sqs = new AmazonSQSClient(
            new BasicAWSCredentials("x", "x"), new AmazonSQSConfig { ServiceURL = queue.Endpoint.ToString(), AuthenticationRegion = "x" });
    }

    public TcpRelay RedisRelay { get; }

    public TcpRelay PostgresRelay { get; }

    public TcpRelay QueueRelay { get; }

    /// <summary>Redis, not through the relay.</summary>
    public IDatabase Redis => _redisConnection.GetDatabase();

    /// <summary>The event log's database, not through the relay.</summary>
    public NpgsqlDataSource Log { get; }

    /// <summary>The queue, not through the relay.</summary>
    public AmazonSQSClient Sqs { get; }

    public string QueueUrl => _queue.QueueUrl("ingress");

    public static async Task<ApiSetup> CreateAsync(TestServers servers)
    {
        var data = Directory.CreateTempSubdirectory("api-tests-");
        var queue = await SqsSimulator.StartAsync(new SqsSimulatorOptions
        {
            Data = data,
            Queues = [QueueDeclaration.Parse("ingress,deadLetter=ingress-dlq")],
        });
        var database = await servers.CreateDatabaseAsync();
        var redisDatabase = TestServers.TakeRedisDatabase();
        var redis = await ConnectionMultiplexer.ConnectAsync($"{servers.Redis},defaultDatabase={redisDatabase}");
        return new ApiSetup(data, database, queue, redis, redisDatabase);
    }

    /// <summary>Connection strings of the servers, through the relays, and the issuer, for API and Consumer alike.</summary>
    public Dictionary<string, string> Connections => new()
    {
        ["ConnectionStrings__redis"] = $"127.0.0.1:{RedisRelay.Port},defaultDatabase={_redisDatabase}",
        ["ConnectionStrings__events"] = new NpgsqlConnectionStringBuilder(_database) { Port = PostgresRelay.Port }.ConnectionString,
        ["ConnectionStrings__ingress"] =
            $"Endpoint=http://127.0.0.1:{QueueRelay.Port};Region=x;AccessKey=x;SecretKey=x;QueueUrl={QueueUrl}",
        ["Authentication__Issuer"] = TestIssuer.Shared.Url,
    };

    /// <summary>Starts an API in this process; returns when it listens.</summary>
    public Task<TestApi> StartApiAsync(params (string Name, string Value)[] settings) => StartAsync(TestApi.StartAsync, settings);

    /// <summary>Starts an API as a process, which can be stopped by a signal and killed; returns when it listens.</summary>
    public Task<ApiProcess> StartApiProcessAsync(params (string Name, string Value)[] settings) =>
        StartAsync(ApiProcess.StartAsync, settings);

    async Task<T> StartAsync<T>(Func<IReadOnlyDictionary<string, string>, Task<T>> start, (string Name, string Value)[] settings)
        where T : TestApi
    {
        var environment = new Dictionary<string, string>(Connections)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Outbox__SweepInterval"] = "00:00:00.2",
            ["Outbox__SweepAge"] = "00:00:01",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }
        var api = await start(environment);
        lock (_apis)
        {
            _apis.Add(api);
        }
        return api;
    }

    /// <summary>Takes messages from the queue until there are as many different ones as expected.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReceiveAsync(int count, int seconds = 30)
    {
        var bodies = new Dictionary<string, string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (bodies.Count < count)
        {
            var response = await Sqs.ReceiveMessageAsync(
                new Amazon.SQS.Model.ReceiveMessageRequest(QueueUrl) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1 }, patience.Token);
            foreach (var message in response.Messages ?? [])
            {
                bodies[TestApi.Parse(message.Body)["id"]!.GetValue<string>()] = message.Body;
                await Sqs.DeleteMessageAsync(QueueUrl, message.ReceiptHandle, patience.Token);
            }
        }
        return bodies;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_apis.Select(api => api.DisposeAsync().AsTask()));
        Sqs.Dispose();
        await Log.DisposeAsync();
        await TestServers.ReturnDatabaseAsync(_database);
        await Redis.ExecuteAsync("FLUSHDB");
        await _redisConnection.DisposeAsync();
        TestServers.ReturnRedisDatabase(_redisDatabase);
        await RedisRelay.DisposeAsync();
        await PostgresRelay.DisposeAsync();
        await QueueRelay.DisposeAsync();
        await _queue.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
