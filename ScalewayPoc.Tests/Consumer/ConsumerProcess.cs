namespace ScalewayPoc.Tests.Consumer;

/// <summary>A Consumer in a process of its own, for tests that stop, freeze or kill it.</summary>
sealed class ConsumerProcess : RunningConsumer
{
    readonly ServerProcess _server;

    ConsumerProcess(ServerProcess server)
        : base(server.Address, () => server.Output, server) => _server = server;

    /// <summary>Starts a Consumer as a process; returns when it listens.</summary>
    public static new async Task<ConsumerProcess> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        new(await ServerProcess.StartAsync("ScalewayPoc.Consumer", new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Logging__LogLevel__Microsoft"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
        }));

    /// <summary>Sends SIGSTOP.</summary>
    public void Freeze() => _server.Signal("STOP");

    /// <summary>Sends SIGCONT.</summary>
    public void Thaw() => _server.Signal("CONT");

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => _server.Signal("TERM");

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitAsync() => _server.ExitAsync();

    /// <summary>Sends SIGKILL, and waits for the end of the process.</summary>
    public Task KillAsync() => _server.KillAsync();

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        await base.DisposeAsync();
    }
}
