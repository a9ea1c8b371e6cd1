using Garnet;
using Garnet.common;
using Microsoft.Extensions.Logging;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Redis;

/// <summary>
/// Garnet in this process. Acknowledged writes survive kill -9, and a script has all of its writes or none.
/// </summary>
/// <remarks>
/// Garnet 2.2.8 has no option for the latter. With --lua-transaction-mode a script locks its keys, but no transaction
/// markers are written to the log; EVAL within MULTI writes them, but for the session of the client, while the writes of a
/// script are logged under a session of their own, so the replay does not group them. Hence <see cref="DurableGarnet"/>.
/// </remarks>
static class GarnetRedis
{
    /// <exception cref="EmulatorException">It cannot be started.</exception>
    public static async Task RunAsync(ServerSettings settings, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var logging = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Warning)
            // Its only message is that it uses the given logger.
            .AddFilter("ArgParser", LogLevel.Error)
            .AddSimpleConsole(console => console.SingleLine = true));
        using var server = Start(Arguments(settings, folder), logging);
        await LocalServer.RunAsync(cancellation);
    }

    static DurableGarnet Start(string[] arguments, ILoggerFactory logging)
    {
        try
        {
            var server = new DurableGarnet(arguments, logging);
            server.Start();
            return server;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new EmulatorException($"Garnet cannot be started: {e.Message}", e);
        }
    }

    static string[] Arguments(ServerSettings settings, string folder) =>
    [
        "-q", "--bind", settings.Host.ToString(), "--port", $"{settings.Port}",
        // Without transaction mode scripts run next to each other on the same keys: of 8,000 increments 300 were lost.
        "--lua", "--lua-transaction-mode",
        // A session blocks a thread of the pool while it waits for a lock or for the log. With the default minimum of one
        // thread per core, the session that would release the others starts seconds later.
        "--minthreads", "64",
        // -1: DurableGarnet commits. On Linux the native device loses acknowledged writes. A checkpoint truncates the log,
        // which otherwise grows without limit.
        "--aof", "--aof-commit-freq", "-1", "--aof-size-limit", "64m", "--aof-segment-size", "64m", "--device-type", "RandomAccess",
        "--recover", "--fail-on-recovery-error", "--checkpointdir", folder,
        // Room for a million keys before lookups get slower; every checkpoint writes the whole index, by default 128 MiB.
        "--index", "16m",
        // --memory stays at its default: a small one silently evicts keys.
    ];
}
