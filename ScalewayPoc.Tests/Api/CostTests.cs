using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Tests.Emulators;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Api;

/// <summary>
/// What an operation costs in numbers that do not depend on the machine: bytes that it allocates, commands to Redis, requests
/// to the queue. Nothing else runs in this process meanwhile, because the runtime counts the bytes of all threads. The bounds
/// are those of a debug build, some 10 % above what it takes.
/// </summary>
[Collection(CostCollection.Name)]
public sealed class CostTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    const int Requests = 100;
    const int Repetitions = 5;

    ApiSetup _setup = null!;
    EmulatorProcess _queue = null!;
    InProcessServer<global::ScalewayPoc.Api.ApiJsonContext> _api = null!;
    TcpClient _client = null!;

    public async Task InitializeAsync()
    {
        _setup = await ApiSetup.CreateAsync(servers);
        // A process of its own: its allocations do not count.
        _queue = await EmulatorProcess.StartAsync("sqs", "--queue", "ingress");
        var endpoint = $"http://127.0.0.1:{_queue.Port}";
        _api = await InProcessServer<global::ScalewayPoc.Api.ApiJsonContext>.StartAsync(new Dictionary<string, string>(_setup.Connections)
        {
            ["ConnectionStrings__ingress"] = $"Endpoint={endpoint};Region=x;AccessKey=x;SecretKey=x;QueueUrl={endpoint}/000000000000/ingress",
            ["Outbox__SweepInterval"] = "00:10:00",
            ["Outbox__PruneInterval"] = "00:10:00",
        });
        _client = new TcpClient(_api.Address.Host, _api.Address.Port) { NoDelay = true };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _queue.DisposeAsync();
        await _setup.DisposeAsync();
    }

    [Fact]
    public void A_get_is_one_command_to_redis_and_allocates_at_most_16_KB()
    {
        Send(Request("PUT", Body));
        var cost = Measure(Request("GET", ""));

        Assert.Equal(0, cost.QueueRequests);
        Assert.Equal(1, cost.RedisCommands);
        Assert.InRange(cost.Bytes, 1, 16_000);
    }

    [Fact]
    public void A_put_is_one_script_one_removal_and_one_send_and_allocates_at_most_80_KB()
    {
        var cost = Measure(Request("PUT", Body));

        Assert.Equal(1, cost.QueueRequests);
        // The script; once the queue has the event a transaction: MULTI, HDEL, ZREM, EXEC, and itself, as the client counts.
        Assert.Equal(6, cost.RedisCommands);
        Assert.InRange(cost.Bytes, 1, 80_000);
    }

    /// <summary>1 kB of JSON.</summary>
    static string Body => $"\"{new string('x', 1022)}\"";

    static byte[] Request(string method, string body) => Encoding.ASCII.GetBytes(
        $"{method} /api/kv/cost HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TestIssuer.AllScopes}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>The cost of one request, of the repetition in which the least else has happened.</summary>
    (long Bytes, long RedisCommands, long QueueRequests) Measure(byte[] request)
    {
        var redis = _api.Services.GetRequiredService<IConnectionMultiplexer>();
        var (bytes, commands, sends, queueRequests) = (long.MaxValue, long.MaxValue, long.MaxValue, 0L);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "messaging.client.operation.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref queueRequests));
        listener.Start();
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            var (requestsBefore, commandsBefore, before) = (queueRequests, redis.OperationCount, GC.GetTotalAllocatedBytes(precise: true));
            for (var i = 0; i < Requests; i++)
            {
                Send(request);
            }
            bytes = Math.Min(bytes, (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests);
            commands = Math.Min(commands, (redis.OperationCount - commandsBefore) / Requests);
            sends = Math.Min(sends, (queueRequests - requestsBefore) / Requests);
        }
        return (bytes, commands, sends);
    }

    readonly byte[] _response = new byte[16 * 1024];

    /// <summary>Sends a request and reads its response; allocates nothing.</summary>
    void Send(byte[] request)
    {
        _client.Client.Send(request);
        var length = 0;
        do
        {
            var received = _client.Client.Receive(_response.AsSpan(length));
            Assert.NotEqual(0, received);
            length += received;
        }
        while (!IsComplete(_response.AsSpan(0, length)));
        Assert.True(_response.AsSpan().StartsWith("HTTP/1.1 2"u8));
    }

    static bool IsComplete(ReadOnlySpan<byte> response)
    {
        var end = response.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }
        var name = "Content-Length: "u8;
        var value = response[(response.IndexOf(name) + name.Length)..];
        return System.Buffers.Text.Utf8Parser.TryParse(value, out int length, out _) && response.Length == end + 4 + length;
    }
}

/// <summary>Tests that measure their process, which runs nothing else then.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CostCollection
{
    public const string Name = "Cost";
}
