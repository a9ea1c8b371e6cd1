using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Tests.Triggers;

/// <summary>A request as it arrived.</summary>
sealed record Post(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>A web server in a container's place. It answers with the status that the test says.</summary>
sealed class TestTarget : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Func<Post, Task<int>> _answer;
    int _running;
    int _mostRunning;

    TestTarget(Func<Post, Task<int>> answer, int port)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        // A test may leave requests without an answer.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>What the trigger posts to.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The requests, in the order in which they arrived.</summary>
    public ConcurrentQueue<Post> Posts { get; } = new();

    /// <summary>The most requests that were there at the same time.</summary>
    public int MostRunning => Volatile.Read(ref _mostRunning);

    public static async Task<TestTarget> StartAsync(Func<Post, Task<int>> answer, int port = 0)
    {
        var target = new TestTarget(answer, port);
        await target._app.StartAsync();
        target.Address = new(new Uri(target._app.Urls.Single()), "/events");
        return target;
    }

    /// <summary>Waits until so many requests have arrived.</summary>
    public Task ArrivedAsync(int count) => Eventually.EqualAsync(count, () => Task.FromResult(Posts.Count));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var post = new Post(
            context.Request.Method, context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            body.ToArray());
        lock (_app)
        {
            _mostRunning = Math.Max(_mostRunning, ++_running);
        }
        Posts.Enqueue(post);
        try
        {
            context.Response.StatusCode = await _answer(post);
        }
        finally
        {
            lock (_app)
            {
                _running--;
            }
        }
    }
}
