using System.Net.Http.Json;
using System.Text.Json;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>The servers around the system under test, each in a process of its own on the processors of the load.</summary>
sealed class Servers : IAsyncDisposable
{
    const string Ready = "ready";

    readonly Stack<IAsyncDisposable> _processes = new();
    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("benchmark-");

    /// <summary>Starts redis-server without persistence, which the disk would dominate. Returns its address.</summary>
    public async Task<string> StartRedisAsync()
    {
        var port = BenchmarkProcess.Text(BenchmarkProcess.FreePort());
        var file = Programs.Require("redis-server", "apt install redis-server");
        _processes.Push(await BenchmarkProcess.StartAsync(
            Cores.Load, "Ready to accept connections", file, ["--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"]));
        return $"127.0.0.1:{port}";
    }

    /// <summary>Starts PostgreSQL with the empty database <c>events</c>. Returns its connection string.</summary>
    public async Task<string> StartPostgresAsync()
    {
        var port = await StartEmulatorAsync("postgres", "--data", Folder("postgres"), "--database", "events");
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=events";
    }

    /// <summary>Starts the SQS simulator with the queue <c>ingress</c>. Returns the connection string of the queue.</summary>
    /// <param name="options">Further options of <c>ScalewayPoc.Emulators sqs</c>, such as <c>--latency 15ms</c>.</param>
    public async Task<string> StartQueueAsync(params string[] options)
    {
        var port = await StartEmulatorAsync(
            "sqs", ["--data", Folder("sqs"), "--queue", "ingress-dlq", "--queue", "ingress,deadLetter=ingress-dlq,maxReceiveCount=4", .. options]);
        return $"Endpoint=http://127.0.0.1:{port};Region=x;AccessKey=x;SecretKey=x;QueueUrl=http://127.0.0.1:{port}/000000000000/ingress";
    }

    /// <summary>Starts the development issuer. Returns its URL.</summary>
    public async Task<Uri> StartIssuerAsync() => new($"http://localhost:{await StartEmulatorAsync("issuer")}");

    /// <summary>Starts a server that accepts all telemetry. Returns its endpoint, for OTLP over HTTP.</summary>
    public async Task<Uri> StartTelemetrySinkAsync()
    {
        var process = await BenchmarkProcess.StartProjectAsync("ScalewayPoc.Benchmarks", Cores.Load, BenchmarkProcess.Listening, ["sink"]);
        _processes.Push(process);
        return process.Address;
    }

    /// <summary>Gets an access token of the development issuer.</summary>
    /// <param name="issuer">Its URL.</param>
    /// <param name="user"><c>reader</c>, <c>writer</c> or <c>admin</c>.</param>
    public static async Task<string> TokenAsync(Uri issuer, string user)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = user,
            ["client_secret"] = user,
        });
        using var response = await http.PostAsync(new Uri(issuer, "connect/token"), form);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Stops the servers and deletes their data.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_processes.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
        _data.Delete(recursive: true);
    }

    string Folder(string name) => Path.Combine(_data.FullName, name);

    async Task<int> StartEmulatorAsync(string command, params string[] options)
    {
        var port = BenchmarkProcess.FreePort();
        _processes.Push(await BenchmarkProcess.StartProjectAsync(
            "ScalewayPoc.Emulators", Cores.Load, Ready, [command, "--port", BenchmarkProcess.Text(port), .. options]));
        return port;
    }
}
