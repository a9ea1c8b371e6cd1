using System.Diagnostics;
using System.Net;
using ScalewayPoc.Emulators.Redis;
using ScalewayPoc.Tests.Consumer;
using ScalewayPoc.Tests.Emulators;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Api;

/// <summary>A Redis Cluster refuses scripts and commands whose keys are not all in one hash slot, a cluster of one node too.</summary>
public sealed class RedisClusterTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [SkippableFact]
    public async Task Everything_works_on_a_redis_cluster()
    {
        var server = RedisServer.Find();
        Skip.If(server is null, "There is no redis-server or valkey-server on PATH, and Garnet's cluster is another.");
        using var folder = new TemporaryFolder();
        var port = EmulatorProcess.FreePort();
        using var redis = Process.Start(server, [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder.Path, "--save", "", "--cluster-enabled", "yes", "--loglevel", "warning"]);
        try
        {
            await FormClusterAsync(port);
            var api = await _setup.StartApiAsync(("ConnectionStrings__redis", $"127.0.0.1:{port}"));
            await using var consumer = await ConsumerProcess.StartAsync(
                new Dictionary<string, string>(_setup.Connections) { ["ConnectionStrings__redis"] = $"127.0.0.1:{port}" });

            (await api.PutAsync("/api/kv/a", "1", ("Idempotency-Key", "k"))).Is(HttpStatusCode.Created);
            (await api.PutAsync("/api/kv/a", "1", ("Idempotency-Key", "k"))).Is(HttpStatusCode.Created);
            (await api.PutAsync("/api/kv/b", "2")).Is(HttpStatusCode.Created);
            (await api.DeleteAsync("/api/kv/b")).Is(HttpStatusCode.NoContent);
            Assert.Equal("a", Assert.Single((await api.GetAsync("/api/kv")).Is(HttpStatusCode.OK).Json["items"]!.AsArray())!["key"]!.GetValue<string>());
            var sent = (await api.PostAsync("/api/events", """{"type":"t","data":1}""")).Is(HttpStatusCode.Accepted);

            // The outbox has been emptied and the event marked, by scripts and transactions over several keys.
            await Eventually.GetAsync(() => api.GetAsync($"/api/events/{sent["id"]}"), answer => answer["state"] == "processed", Patience, "processed");
            await Eventually.GetAsync(
                () => api.GetAsync("/api/status"), answer => answer.Json["waiting"]!.GetValue<long>() == 0, Patience, "an empty outbox");
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync();
        }
    }

    /// <summary>Gives the node all slots and waits until it takes commands.</summary>
    static async Task FormClusterAsync(int port)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true,abortConnect=false,connectRetry=10");
        var server = connection.GetServer("127.0.0.1", port);
        await Eventually.GetAsync(() => Task.FromResult(server.IsConnected), connected => connected, Patience, "a connection");
        await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Eventually.GetAsync(
            async () => (string)(await server.ExecuteAsync("CLUSTER", "INFO"))!,
            info => info.Contains("cluster_state:ok", StringComparison.Ordinal), Patience, "a cluster");
    }
}
