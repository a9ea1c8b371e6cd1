using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using ScalewayPoc.Emulators.Sqs;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>
/// A simulator in this process with a data folder of its own, and the real SDK as its client. Its clock stands still
/// until <see cref="Clock"/> is advanced, so that minutes take no time.
/// </summary>
sealed class SqsServer : IAsyncDisposable
{
    readonly SqsSimulatorOptions _options;
    SqsSimulator _simulator;

    SqsServer(SqsSimulator simulator, SqsSimulatorOptions options, FakeTimeProvider clock)
    {
        (_simulator, _options, Clock) = (simulator, options, clock);
        Client = CreateClient(simulator.Endpoint);
    }

    public Uri Endpoint => _simulator.Endpoint;

    public IReadOnlyDictionary<string, long> Calls => _simulator.Calls;

    public FakeTimeProvider Clock { get; }

    public AmazonSQSClient Client { get; private set; }

    public static async Task<SqsServer> StartAsync(params QueueDeclaration[] queues)
    {
        var options = new SqsSimulatorOptions { Data = Directory.CreateTempSubdirectory("sqs-"), Queues = queues };
        return await StartAsync(options);
    }

    /// <summary>The same with other options; the clock is replaced.</summary>
    public static async Task<SqsServer> StartAsync(SqsSimulatorOptions options)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        options = options with { Time = clock };
        return new SqsServer(await SqsSimulator.StartAsync(options), options, clock);
    }

    /// <summary>Stops the simulator and starts another one on the same data; its address changes.</summary>
    public async Task RestartAsync(Action<DirectoryInfo>? whileStopped = null)
    {
        await StopAsync();
        whileStopped?.Invoke(_options.Data);
        _simulator = await SqsSimulator.StartAsync(_options);
        Client.Dispose();
        Client = CreateClient(_simulator.Endpoint);
    }

    public static AmazonSQSClient CreateClient(Uri endpoint) => new(
        new BasicAWSCredentials("key", "secret"),
        new AmazonSQSConfig
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = "fr-par",
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(30),
        });

    public string QueueUrl(string name) => _simulator.QueueUrl(name);

    /// <summary>Creates a queue and returns its URL.</summary>
    public async Task<string> CreateQueueAsync(string name, params (string Name, string Value)[] attributes) =>
        (await Client.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = name,
            Attributes = attributes.ToDictionary(a => a.Name, a => a.Value),
        })).QueueUrl;

    /// <summary>Creates a FIFO queue and returns its URL.</summary>
    public Task<string> CreateFifoQueueAsync(string name, params (string Name, string Value)[] attributes) =>
        CreateQueueAsync(name, [("FifoQueue", "true"), .. attributes]);

    /// <summary>Receives up to ten messages with all that is known about them, without waiting.</summary>
    public async Task<List<Message>> ReceiveAsync(string queueUrl, int max = 10) => (await Client.ReceiveMessageAsync(new ReceiveMessageRequest
    {
        QueueUrl = queueUrl,
        MaxNumberOfMessages = max,
        MessageSystemAttributeNames = ["All"],
        MessageAttributeNames = ["All"],
    })).Messages ?? [];

    /// <summary>Receives the one message there must be.</summary>
    public async Task<Message> ReceiveOneAsync(string queueUrl) => Assert.Single(await ReceiveAsync(queueUrl));

    public async Task<Dictionary<string, string>> AttributesAsync(string queueUrl, params string[] names) =>
        (await Client.GetQueueAttributesAsync(queueUrl, [.. names.DefaultIfEmpty("All")])).Attributes ?? [];

    /// <summary>Runs what must be refused and returns the SDK's exception.</summary>
    public static async Task<AmazonSQSException> RefusedAsync(string errorCode, Func<Task> call)
    {
        var exception = await Assert.ThrowsAnyAsync<AmazonSQSException>(call);
        Assert.Equal(errorCode, exception.ErrorCode);
        return exception;
    }

    /// <summary>Waits until so many long polls wait for messages.</summary>
    public Task WaitForPollsAsync(int count) => WaitForPollsAsync(Endpoint, count);

    /// <inheritdoc cref="WaitForPollsAsync(int)"/>
    public static async Task WaitForPollsAsync(Uri endpoint, int count)
    {
        using var http = new HttpClient();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!(await http.GetStringAsync(new Uri(endpoint, "/health"), timeout.Token)).Contains($" {count} receives", StringComparison.Ordinal))
            await Task.Delay(5, timeout.Token);
    }

    /// <summary>Stops the simulator.</summary>
    public ValueTask StopAsync() => _simulator.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        _options.Data.Delete(recursive: true);
    }
}
