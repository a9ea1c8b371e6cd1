namespace ScalewayPoc.Tests.Consumer;

/// <summary>A running Consumer.</summary>
sealed class ConsumerProcess : IAsyncDisposable
{
    readonly ServerProcess _server;

    ConsumerProcess(ServerProcess server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = server.Address };
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Http { get; }

    /// <summary>What it has logged so far.</summary>
    public string Output => _server.Output;

    /// <summary>Starts it; returns when it listens.</summary>
    public static async Task<ConsumerProcess> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        new(await ServerProcess.StartAsync("ScalewayPoc.Consumer", new Dictionary<string, string>(settings)
        {
            // Short-lived: what the compiler would learn for later costs more than it gives.
            ["DOTNET_TieredPGO"] = "0",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Logging__LogLevel__Microsoft"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
        }));

    /// <summary>Waits until it has logged something.</summary>
    public Task LoggedAsync(string text) => Eventually.TrueAsync(() => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)),
        () => $"'{text}' in the log:\n{Output}");

    public Task HealthyAsync() => Eventually.TrueAsync(async () => (await Http.GetAsync("/health")).IsSuccessStatusCode, () => "healthy:\n" + Output);

    public void Freeze() => _server.Signal("STOP");

    public void Thaw() => _server.Signal("CONT");

    /// <summary>Asks it to end.</summary>
    public void Terminate() => _server.Signal("TERM");

    /// <summary>Waits for its end and returns the exit code.</summary>
    public Task<int> ExitAsync() => _server.ExitAsync();

    public Task KillAsync() => _server.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _server.DisposeAsync();
        Http.Dispose();
    }
}
