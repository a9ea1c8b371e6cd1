using System.Net;
using System.Text;

namespace ScalewayPoc.Tests.Api;

[Trait("Category", "Slow")]
public sealed class ShutdownTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    /// <summary>How long whoever routes requests does not notice that the process is to stop.</summary>
    static readonly TimeSpan Notice = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Stopping_under_load_drops_no_request_in_flight()
    {
        var api = await _setup.StartApiProcessAsync();
        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(handler) { BaseAddress = api.Address }.WithToken();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 16).Select(client => WriteAsync(http, client, begun, end.Token)).ToList();
        // A request that fails ends its client, and is the test's failure; without this the test would wait forever.
        await await Task.WhenAny([begun.Task, .. clients]);

        var exit = api.StopAsync();
        end.CancelAfter(Notice);

        var written = (await Task.WhenAll(clients)).Sum();
        Assert.Equal(0, await exit);
        Assert.Equal(written, (await _setup.ReceiveAsync(written)).Count);
    }

    /// <summary>Writes one request after the other; each must be answered.</summary>
    static async Task<int> WriteAsync(HttpClient http, int client, TaskCompletionSource begun, CancellationToken end)
    {
        var n = 0;
        for (; !end.IsCancellationRequested; n++)
        {
            using var body = new StringContent($"{n}", Encoding.UTF8, "application/json");
            using var answer = await http.PutAsync($"/api/kv/stop-{client}", body, CancellationToken.None);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{answer.StatusCode}");
            if (n == 20)
            {
                begun.TrySetResult();
            }
        }
        return n;
    }
}
