using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Npgsql;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Tests.Emulators;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>What one test has of its own: a database behind a relay, queues with a simulator, and the Consumers it starts.</summary>
sealed class ConsumerSetup : IAsyncDisposable
{
    readonly string _connectionString;
    readonly DirectoryInfo _data;
    readonly SqsSimulatorOptions _queueOptions;
    readonly List<RunningConsumer> _consumers = [];
    SqsSimulator? _simulator;

    ConsumerSetup(string connectionString, SqsSimulatorOptions queueOptions)
    {
        _connectionString = connectionString;
        _queueOptions = queueOptions;
        _data = queueOptions.Data;
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        Relay = new TcpRelay(builder.Port);
        Database = NpgsqlDataSource.Create(connectionString);
        Sqs = new AmazonSQSClient(new BasicAWSCredentials("x", "x"), new AmazonSQSConfig
        {
            ServiceURL = $"http://127.0.0.1:{queueOptions.Port}",
            AuthenticationRegion = "x",
        });
    }

    /// <summary>Between Consumer and database. The test itself goes straight to <see cref="Database"/>.</summary>
    public TcpRelay Relay { get; }

    public NpgsqlDataSource Database { get; }

    public AmazonSQSClient Sqs { get; }

    /// <summary>Direct connection string of the database.</summary>
    public string ConnectionString => _connectionString;

    /// <summary>The role that a Consumer connects as; null for the owner of the database.</summary>
    public string? User { get; set; }

    /// <summary>Settings of the Consumer, beside the connection strings.</summary>
    public Dictionary<string, string> Settings { get; } = new()
    {
        ["Authentication__Issuer"] = TestIssuer.Shared.Url,
        ["Consumer__Polling__WaitTime"] = "00:00:02",
    };

    public string QueueUrl => Url("ingress");

    public string DeadLetterUrl => Url("ingress-dlq");

    /// <summary>Port of the queues' server.</summary>
    public int QueuePort => _queueOptions.Port;

    public static async Task<ConsumerSetup> CreateAsync(TestServers servers, int visibilityTimeout = 30, int maxReceiveCount = 3)
    {
        var setup = new ConsumerSetup(await servers.CreateDatabaseAsync(), new SqsSimulatorOptions
        {
            Data = Directory.CreateTempSubdirectory("consumer-tests-"),
            Port = EmulatorProcess.FreePort(),
            Queues =
            [
                QueueDeclaration.Parse($"ingress,deadLetter=ingress-dlq,maxReceiveCount={maxReceiveCount},visibilityTimeout={visibilityTimeout}"),
                QueueDeclaration.Parse($"ingress-dlq,visibilityTimeout={visibilityTimeout}"),
            ],
        });
        await setup.StartQueueAsync();
        return setup;
    }

    /// <summary>Waits until visibility has been renewed a number of times more, by all receivers together.</summary>
    public Task RenewedAsync(int times)
    {
        const string renewal = "ChangeMessageVisibilityBatch";
        var enough = Calls(renewal) + times;
        return Eventually.TrueAsync(() => Task.FromResult(Calls(renewal) >= enough), () => $"{times} renewals\n{Logs()}");
    }

    /// <summary>Number of requests of an action that the queues' server has had since its start.</summary>
    public long Calls(string action) => _simulator!.Calls.GetValueOrDefault(action);

    public async Task StartQueueAsync() => _simulator = await SqsSimulator.StartAsync(_queueOptions);

    public async Task StopQueueAsync()
    {
        await _simulator!.DisposeAsync();
        _simulator = null;
    }

    /// <summary>Starts a Consumer in this process; returns when it listens, which is before it is ready.</summary>
    public Task<RunningConsumer> StartConsumerAsync(string mode = "poll") => StartAsync(RunningConsumer.StartAsync, mode);

    /// <summary>Starts a Consumer as a process, which can be stopped, frozen and killed.</summary>
    public Task<ConsumerProcess> StartConsumerProcessAsync(string mode = "poll") => StartAsync(ConsumerProcess.StartAsync, mode);

    async Task<T> StartAsync<T>(Func<IReadOnlyDictionary<string, string>, Task<T>> start, string mode)
        where T : RunningConsumer
    {
        var consumer = await start(new Dictionary<string, string>(Settings)
        {
            ["Consumer__Mode"] = mode,
            ["ConnectionStrings__events"] = RelayedConnectionString(),
            ["ConnectionStrings__ingress"] = QueueConnection(QueueUrl),
        });
        _consumers.Add(consumer);
        return consumer;
    }

    /// <summary>Connection string of a queue.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="port">Port of a relay to it; null for the queue's own.</param>
    public string QueueConnection(string url, int? port = null) =>
        $"Endpoint=http://127.0.0.1:{port ?? _queueOptions.Port};Region=x;AccessKey=x;SecretKey=x;QueueUrl={url.Replace($":{_queueOptions.Port}/", $":{port ?? _queueOptions.Port}/", StringComparison.Ordinal)}";

    /// <summary>Sends bodies to the queue, ten at a time.</summary>
    public Task SendAsync(params IEnumerable<string> bodies) => SendToAsync(QueueUrl, bodies);

    /// <summary>Sends bodies to a queue, ten at a time.</summary>
    public async Task SendToAsync(string url, params IEnumerable<string> bodies)
    {
        foreach (var batch in bodies.Chunk(10))
        {
            var response = await Sqs.SendMessageBatchAsync(
                url, [.. batch.Select((body, i) => new SendMessageBatchRequestEntry($"m{i}", body))]);
            Assert.Empty(response.Failed ?? []);
        }
    }

    /// <summary>Number of messages in a queue that are visible and in flight.</summary>
    public Task<(int Visible, int InFlight)> DepthAsync(string url) => Sqs.DepthAsync(url);

    /// <summary>Waits until the queue is empty; fails if there is a dead letter.</summary>
    public async Task QueueIsDoneAsync()
    {
        await Eventually.EqualAsync((0, 0), () => DepthAsync(QueueUrl), Logs);
        Assert.Equal((0, 0), await DepthAsync(DeadLetterUrl));
    }

    /// <summary>Number of rows; 0 before there is a table.</summary>
    public async Task<int> CountAsync(string table = "event_log")
    {
        try
        {
            await using var command = Database.CreateCommand($"select count(*)::int from {table}");
            return (int)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    public Task RecordedAsync(int count, int seconds = 30) => Eventually.EqualAsync(count, () => CountAsync(), Logs, seconds);

    /// <summary>Makes inserts wait until the result is disposed.</summary>
    public async Task<IAsyncDisposable> LockLogAsync()
    {
        var connection = await Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("begin; lock table event_log in exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until a statement waits for the lock.</summary>
    public Task InsertWaitsAsync() => Eventually.TrueAsync(AnyInsertWaitsAsync, () => "a waiting insert\n" + Logs());

    /// <summary>Waits until no statement waits for the lock.</summary>
    public Task NoInsertWaitsAsync() => Eventually.TrueAsync(async () => !await AnyInsertWaitsAsync(), () => "no waiting insert\n" + Logs());

    async Task<bool> AnyInsertWaitsAsync()
    {
        await using var command = Database.CreateCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public string Logs() => string.Join("\n----\n", _consumers.Select(c => c.Output));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_consumers.Select(consumer => consumer.DisposeAsync().AsTask()));
        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
        }
        await Relay.DisposeAsync();
        Sqs.Dispose();
        await Database.DisposeAsync();
        await TestServers.ReturnDatabaseAsync(_connectionString);
        _data.Delete(recursive: true);
    }

    string RelayedConnectionString()
    {
        var settings = new NpgsqlConnectionStringBuilder(_connectionString) { Port = Relay.Port };
        settings.Username = User ?? settings.Username;
        return settings.ConnectionString;
    }

    string Url(string queue) => $"http://127.0.0.1:{_queueOptions.Port}/000000000000/{queue}";
}
