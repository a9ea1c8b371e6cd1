using System.CommandLine;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Redis;

/// <summary><c>redis</c>: a Redis whose acknowledged writes survive kill -9.</summary>
static class RedisCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var server = new Option<RedisServerKind>("--server")
        {
            Description = "native: redis-server or valkey-server on PATH; garnet: Garnet in process; auto: the first of them there is.",
        };
        var command = new Command("redis", "Runs a Redis server until SIGTERM or SIGINT.") { port, data, host, server };
        command.SetAction((_, _) => throw new EmulatorException("Not available yet."));
        return command;
    }
}
