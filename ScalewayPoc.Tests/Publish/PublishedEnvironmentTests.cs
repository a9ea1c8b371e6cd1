using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using ScalewayPoc.ServiceDefaults.Queues;
using ScalewayPoc.Tests.Api;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// The services with nothing but the environment that the reviewed manifests give them, references bound to local
/// servers. The test is the platform: it delivers the queue's messages as a trigger does.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PublishedEnvironmentTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_published_environment_is_all_that_the_services_need()
    {
        await using var redis = await EmulatorProcess.StartAsync("redis");
        await using var postgres = await EmulatorProcess.StartAsync("postgres", "--database", "events");
        await using var queues = await EmulatorProcess.StartAsync("sqs", "--queue", "ingress,deadLetter=ingress-dlq");
        var endpoint = $"http://127.0.0.1:{queues.Port}";
        string Queue(string name) => $"Endpoint={endpoint};Region=fr-par;AccessKey=local;SecretKey=local;QueueUrl={endpoint}/000000000000/{name}";
        var bindings = new Dictionary<string, string>
        {
            ["redis.connection_string"] = $"127.0.0.1:{redis.Port}",
            ["events.connection_string"] = $"Host=127.0.0.1;Port={postgres.Port};Username=postgres;Database=events",
            ["ingress.connection_string"] = Queue("ingress"),
            ["ingress-dlq.connection_string"] = Queue("ingress-dlq"),
        };

        await using var consumer = await StartAsync("ScalewayPoc.Consumer", "consumer", bindings);
        await using var api = await StartAsync("ScalewayPoc.Api", "api", bindings);
        using var written = await api.Http.PutAsync("/api/kv/published", Json("1"));
        // 202 when the queue takes longer than 0.2 s to acknowledge the first message.
        Assert.True(written.IsSuccessStatusCode, $"{written.StatusCode}");
        using var accepted = await api.Http.PostAsync("/api/events", Json("""{"type":"thing.happened","data":{"total":1}}"""));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        await DeliverAsync(2, SqsQueue.Connect(bindings["ingress.connection_string"]), consumer.Http);

        using var read = await api.Http.GetAsync("/api/kv/published");
        Assert.Equal("1", await read.Content.ReadAsStringAsync());
        await Eventually.EqualAsync("processed", async () =>
            JsonNode.Parse(await api.Http.GetStringAsync(accepted.Headers.Location))!["state"]!.GetValue<string>());
        var history = JsonNode.Parse(await api.Http.GetStringAsync("/api/kv/published/history"))!["items"]!.AsArray();
        Assert.Equal("kv.set", Assert.Single(history)!["type"]!.GetValue<string>());

        // Administration: the private Consumer has it, the public API does not.
        Assert.Equal("""{"items":[],"more":false,"covered":["queue","table"]}""", await consumer.Http.GetStringAsync("/dead-letters"));
        using var elsewhere = await api.Http.GetAsync("/api/dead-letters");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    /// <summary>One message a request, the body alone, deleted when the answer is 2xx.</summary>
    static async Task DeliverAsync(int count, SqsQueue queue, HttpClient consumer)
    {
        var path = Manifest("scaleway.auto.tfvars.json")["triggers"]!["ingress"]!["path"]!.GetValue<string>();
        using var limit = new CancellationTokenSource(Patience);
        for (var delivered = 0; delivered < count;)
        {
            var received = await queue.Client.ReceiveMessageAsync(
                new Amazon.SQS.Model.ReceiveMessageRequest(queue.Url) { WaitTimeSeconds = 20 }, limit.Token);
            foreach (var message in received.Messages ?? [])
            {
                using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body));
                using var answer = await consumer.PostAsync(path, body, limit.Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                await queue.Client.DeleteMessageAsync(queue.Url, message.ReceiptHandle, limit.Token);
                delivered++;
            }
        }
    }

    static async Task<Service> StartAsync(string assembly, string name, Dictionary<string, string> bindings)
    {
        var manifest = Manifest("scaleway.auto.tfvars.json")["containers"]![name]!;
        var port = EmulatorProcess.FreePort();
        var environment = new Dictionary<string, string>();
        foreach (var (variable, secret) in manifest["secrets"]!.AsObject())
        {
            environment[variable] = secret!.GetValue<string>() == "issuer" ? TestIssuer.Shared.Url : TestIssuer.Audience;
        }
        foreach (var (variable, value) in manifest["environment"]!.AsObject())
        {
            // The platform's port is the container's own; here it is one of a shared machine.
            environment[variable] = variable == "ASPNETCORE_HTTP_PORTS" ? $"{port}" : value!.GetValue<string>();
        }
        foreach (var (variable, reference) in manifest["references"]!.AsObject())
        {
            // What has no local counterpart: telemetry's endpoints, and the certificate of a Redis that speaks TLS.
            environment[variable] = bindings.GetValueOrDefault(reference!.GetValue<string>(), "");
        }
        return new(
            await ServerProcess.StartAsync(assembly, environment),
            new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience }.WithToken());
    }

    static JsonNode Manifest(string file, [CallerFilePath] string testFile = "") =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", "default", file)))!;

    static StringContent Json(string json) => new(json, MediaTypeHeaderValue.Parse("application/json"));

    sealed record Service(ServerProcess Process, HttpClient Http) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Process.DisposeAsync();
        }
    }
}
