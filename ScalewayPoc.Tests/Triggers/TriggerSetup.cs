using System.Collections.Concurrent;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using ScalewayPoc.Contracts;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Emulators.Triggers;
using ScalewayPoc.Tests.Sqs;

namespace ScalewayPoc.Tests.Triggers;

/// <summary>
/// A queue of the simulator, whose clock stands still until a test advances it, and a target; between them a trigger once
/// it is started. The visibility timeout is 30 s.
/// </summary>
sealed class TriggerSetup : IAsyncDisposable
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly string _queue;
    readonly CancellationTokenSource _stop = new();
    TriggerQueue? _source;
    TriggerTarget? _destination;
    QueueTrigger? _trigger;
    Task _running = Task.CompletedTask;

    TriggerSetup(SqsServer sqs, TestTarget target, string queue) => (Sqs, Target, _queue) = (sqs, target, queue);

    public SqsServer Sqs { get; }

    /// <summary>The target; a test may stop it and put another one in its place.</summary>
    public TestTarget Target { get; set; }

    /// <summary>Clock of the trigger, which stands still until a test advances it.</summary>
    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Lines of the trigger in this process.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public string QueueUrl => Url(_queue);

    public string DeadLetterUrl => Url("dead");

    public SqsConnection Connection => new(Sqs.Endpoint, "fr-par", "key", "secret", new Uri(QueueUrl));

    public string ConnectionString => $"Endpoint={Sqs.Endpoint};Region=fr-par;AccessKey=key;SecretKey=secret;QueueUrl={QueueUrl}";

    /// <param name="answer">The status for a request.</param>
    /// <param name="queue">Declaration of the queue.</param>
    public static async Task<TriggerSetup> CreateAsync(
        Func<Post, Task<int>> answer, string queue = "jobs,deadLetter=dead,maxReceiveCount=4,visibilityTimeout=30")
    {
        var declaration = QueueDeclaration.Parse(queue);
        return new(await SqsServer.StartAsync(declaration), await TestTarget.StartAsync(answer), declaration.Name);
    }

    /// <summary>The same for an answer that is known at once.</summary>
    public static Task<TriggerSetup> CreateAsync(Func<Post, int> answer, string queue = "jobs,deadLetter=dead,maxReceiveCount=4,visibilityTimeout=30") =>
        CreateAsync(post => Task.FromResult(answer(post)), queue);

    /// <summary>Starts the trigger in this process.</summary>
    public async Task StartAsync(TimeSpan? timeout = null)
    {
        _source = await TriggerQueue.OpenAsync(Connection, CancellationToken.None);
        _destination = new TriggerTarget(Target.Address, timeout ?? DefaultTimeout);
        _trigger = new QueueTrigger(_source, _destination, Log.Enqueue, Clock);
        _running = _trigger.RunAsync(_stop.Token);
    }

    public async Task SendAsync(params IEnumerable<string> bodies)
    {
        foreach (var body in bodies)
            await Sqs.Client.SendMessageAsync(QueueUrl, body);
    }

    /// <summary>Sends to one group of a FIFO queue.</summary>
    public Task SendAsync(string body, string group) => Sqs.Client.SendMessageAsync(
        new SendMessageRequest { QueueUrl = QueueUrl, MessageBody = body, MessageGroupId = group, MessageDeduplicationId = body });

    /// <summary>Makes the messages in flight visible again.</summary>
    public void EndVisibilityTimeout() => Sqs.Clock.Advance(TimeSpan.FromSeconds(30));

    /// <summary>Number of messages that are visible and in flight.</summary>
    public Task<(int Visible, int InFlight)> DepthAsync(string? queueUrl = null) => Sqs.Client.DepthAsync(queueUrl ?? QueueUrl);

    /// <summary>Waits until the queue is empty, and verifies that there is no dead letter.</summary>
    public async Task QueueIsDoneAsync()
    {
        await Eventually.EqualAsync((0, 0), () => DepthAsync(), Lines);
        Assert.Equal((0, 0), await DepthAsync(DeadLetterUrl));
    }

    /// <summary>Requests the stop of the trigger; the task completes when it has stopped.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Waits until the log has exactly so many failed deliveries.</summary>
    public Task FailedAsync(int count) => Eventually.EqualAsync(count, () => Task.FromResult(Failures().Count), Lines);

    /// <summary>The lines about failed deliveries.</summary>
    public IReadOnlyList<string> Failures() => [.. Log.Where(line => line.StartsWith("Delivery ", StringComparison.Ordinal))];

    public string Lines() => string.Join('\n', Log);

    public async ValueTask DisposeAsync()
    {
        var stopped = StopAsync();
        // A request without a response ends with the target.
        await Target.DisposeAsync();
        await stopped;
        _trigger?.Dispose();
        _destination?.Dispose();
        _source?.Dispose();
        _stop.Dispose();
        await Sqs.DisposeAsync();
    }

    string Url(string queue) => new Uri(Sqs.Endpoint, $"/000000000000/{queue}").ToString();
}
