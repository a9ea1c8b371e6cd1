using System.CommandLine;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Redis;

/// <summary><c>redis</c>: a Redis whose acknowledged writes survive kill -9.</summary>
static class RedisCommand
{
    const string NoServer =
        "No redis-server or valkey-server was found on PATH: install one (apt install redis-server, brew install redis), or use --server garnet.";

    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var server = new Option<RedisServerKind>("--server")
        {
            Description = "native: redis-server or valkey-server on PATH; garnet: Garnet in process; auto: what wrote the data, else the first there is.",
        };
        var command = new Command("redis", "Runs a Redis server until SIGTERM or SIGINT.") { port, data, host, server };
        command.SetAction((parsed, cancellation) =>
            RunAsync(ServerOptions.Settings(parsed, host, port, data), parsed.GetValue(server), cancellation));
        return command;
    }

    static async Task RunAsync(ServerSettings settings, RedisServerKind kind, CancellationToken cancellation)
    {
        using var data = await settings.TakeDataAsync(cancellation);
        // The two do not read each other's files, so each has a folder of its own.
        var native = Path.Combine(settings.Data.FullName, "redis");
        var garnet = Path.Combine(settings.Data.FullName, "garnet");
        var file = RedisServer.Find();
        if (kind == RedisServerKind.Auto)
            kind = Choose(Directory.Exists(native), Directory.Exists(garnet), file is not null);
        if (kind == RedisServerKind.Native && file is null)
        {
            throw new EmulatorException(Directory.Exists(native)
                ? $"The data in {native} was written by redis-server, which is no longer on PATH: install it, or start empty with --fresh (another --data)."
                : NoServer);
        }

        await settings.WaitForPortAsync(cancellation);
        Console.WriteLine(kind == RedisServerKind.Native ? $"Redis server: {file}" : "Redis server: Garnet, in this process");
        await (kind == RedisServerKind.Native
            ? RedisServer.RunAsync(file!, settings, native, cancellation)
            : GarnetRedis.RunAsync(settings, garnet, cancellation));
    }

    /// <summary>Data that is there decides, so that installing or removing a server never makes it disappear.</summary>
    static RedisServerKind Choose(bool nativeData, bool garnetData, bool nativeServer) =>
        nativeData == garnetData
            ? nativeServer ? RedisServerKind.Native : RedisServerKind.Garnet
            : nativeData ? RedisServerKind.Native : RedisServerKind.Garnet;
}

/// <summary>Which Redis to run.</summary>
public enum RedisServerKind
{
    /// <summary>What the data folder was made by, else a server found on the machine, else Garnet.</summary>
    Auto,

    /// <summary>redis-server or valkey-server, found on PATH.</summary>
    Native,

    /// <summary>Microsoft Garnet, in this process.</summary>
    Garnet,
}
