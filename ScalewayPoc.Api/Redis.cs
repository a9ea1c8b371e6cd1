using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using StackExchange.Redis;

namespace ScalewayPoc.Api;

/// <summary>Redis behind its resilience pipeline, so that every caller sees the same exception where it does not answer.</summary>
sealed class Redis(IServiceProvider services, ResiliencePipelineProvider<string> pipelines)
{
    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Redis);

    // Not a constructor parameter: making the connection blocks, which must be within the timeout and off this thread.
    readonly Lazy<Task<IDatabase>> _database = new(() =>
        Task.Run(() => services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()));

    /// <summary>Makes the connection without the time limit of a command, which it can exceed in a process that has just started.</summary>
    public Task ConnectAsync(CancellationToken cancellation) => _database.Value.WaitAsync(cancellation);

    /// <summary>Runs a command, which must be safe to run twice.</summary>
    /// <exception cref="DependencyUnavailableException">Redis does not answer in time, or cannot now.</exception>
    public async Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    return await RunAsync(await _database.Value.WaitAsync(token), command, token);
                },
                cancellation);
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            throw new DependencyUnavailableException(ResourceNames.Redis, e);
        }
    }

    /// <summary>
    /// Calls a fault of the connection by one name. StackExchange.Redis lets through what the stream or the pipe below it
    /// throws where the connection ends in the moment in which a command is written to it.
    /// </summary>
    static async Task<T> RunAsync<T>(IDatabase database, Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        try
        {
            return await command(database).WaitAsync(cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or SocketException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RedisConnectionException(ConnectionFailureType.SocketFailure, $"The connection has ended: {e.Message}", e);
        }
    }

    static bool IsUnavailable(Exception e) => e switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutRejectedException or BrokenCircuitException => true,
        // Answers of a server that is starting, failing over, full, or a replica.
        RedisServerException server => TemporaryErrors.Any(code => server.Message.Contains(code, StringComparison.Ordinal)),
        _ => false,
    };

    static readonly string[] TemporaryErrors =
        ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM", "BUSY", "MISCONF", "NOREPLICAS"];
}
