namespace ScalewayPoc.Tests.Api;

/// <summary>An API in a process of its own, for tests that stop or kill it.</summary>
sealed class ApiProcess : TestApi
{
    readonly ServerProcess _server;

    ApiProcess(ServerProcess server)
        : base(server.Address, server) => _server = server;

    /// <summary>Starts an API as a process; returns when it listens.</summary>
    public static new async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string> environment) =>
        new(await ServerProcess.StartAsync("ScalewayPoc.Api", environment));

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync() => _server.StopAsync();

    /// <summary>Sends SIGKILL.</summary>
    public Task KillAsync() => _server.KillAsync();
}
