namespace ScalewayPoc.Tests.Consumer;

/// <summary>A running Consumer: in this process on real Kestrel, or a <see cref="ConsumerProcess"/>.</summary>
class RunningConsumer(Uri address, Func<string> output, IAsyncDisposable server) : IAsyncDisposable
{
    public HttpClient Http { get; } = new HttpClient { BaseAddress = address }.WithToken();

    /// <summary>Its log so far.</summary>
    public string Output => output();

    /// <summary>Starts a Consumer in this process; returns when it listens.</summary>
    public static async Task<RunningConsumer> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var server = await InProcessServer<ScalewayPoc.Consumer.ConsumerOptions>.StartAsync(settings);
        return new(server.Address, () => server.Output, server);
    }

    /// <summary>Waits until the log contains a text.</summary>
    public Task LoggedAsync(string text) => Eventually.TrueAsync(() => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)),
        () => $"'{text}' in the log:\n{Output}");

    public Task HealthyAsync() => Eventually.TrueAsync(async () => (await Http.GetAsync("/health")).IsSuccessStatusCode, () => "healthy:\n" + Output);

    public virtual async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Http.Dispose();
    }
}
