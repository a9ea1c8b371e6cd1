using System.Collections.Concurrent;
using System.Diagnostics;

namespace ScalewayPoc.Tests.Publish;

/// <summary>An S3 server (the npm package s3rver) in a process of its own, with one bucket that is public to read.</summary>
sealed class S3Process : IAsyncDisposable
{
    public const string Bucket = "site";

    public const string Region = "fr-par";

    /// <summary>Access key and secret key.</summary>
    public const string Key = "S3RVER";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();
    readonly ConcurrentQueue<string> _requests = new();
    readonly Process _process;
    Task _reading = Task.CompletedTask;

    S3Process(string tools)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(tools, "server.mjs"), _folder.Path, Bucket])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public string Endpoint { get; private set; } = "";

    /// <summary>Folder that the objects are in.</summary>
    public string Objects => Path.Combine(_folder.Path, Bucket);

    /// <summary>For reading as a visitor does.</summary>
    public HttpClient Visitor { get; } = new();

    /// <summary>Starts it; skips the test where there is no Node.js.</summary>
    public static async Task<S3Process> StartAsync()
    {
        var server = new S3Process(await NodeTools.InstallAsync("Publish/S3Server"));
        var port = await server._process.StandardOutput.ReadLineAsync();
        server.Endpoint = $"http://127.0.0.1:{port}";
        server.Visitor.BaseAddress = new($"{server.Endpoint}/{Bucket}/");
        server._reading = server.ReadRequestsAsync();
        return server;
    }

    /// <summary>What has changed objects since the last call, as <c>PUT index.html</c>, in order.</summary>
    public async Task<IReadOnlyList<string>> WritesAsync()
    {
        // Lines come later than answers, but in order.
        var mark = $"mark-{Guid.NewGuid():N}";
        using var answer = await Visitor.GetAsync(mark);
        await Eventually.TrueAsync(
            () => Task.FromResult(_requests.Any(request => request.EndsWith(mark, StringComparison.Ordinal))), () => "the request is told", (int)Patience.TotalSeconds);
        var writes = new List<string>();
        while (_requests.TryDequeue(out var request))
        {
            if (request.StartsWith("PUT ", StringComparison.Ordinal) || request.StartsWith("DELETE ", StringComparison.Ordinal))
            {
                writes.Add(request.Split('?')[0].Replace($"/{Bucket}/", "", StringComparison.Ordinal));
            }
        }
        return writes;
    }

    /// <summary>The keys of all objects.</summary>
    public IEnumerable<string> Keys()
    {
        const string Suffix = "._S3rver_object";
        return Directory.EnumerateFiles(Objects, $"*{Suffix}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Objects, file)[..^Suffix.Length]).Order(StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        _process.Dispose();
        Visitor.Dispose();
        _folder.Dispose();
    }

    async Task ReadRequestsAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } request)
        {
            _requests.Enqueue(request);
        }
    }
}
