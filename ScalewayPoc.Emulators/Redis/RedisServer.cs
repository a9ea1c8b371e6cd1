using System.Net.Sockets;
using System.Text;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Redis;

/// <summary>redis-server (or valkey-server) of this machine.</summary>
static class RedisServer
{
    static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);

    public static string? Find() => Programs.Find("redis-server", "valkey-server");

    /// <exception cref="EmulatorException">It cannot be started, or ended by itself.</exception>
    public static async Task RunAsync(string file, ServerSettings settings, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await using var process = NativeProcess.Start(Path.GetFileName(file), NativeProcess.Command(
            file,
            "--bind", settings.Host.ToString(), "--port", $"{settings.Port}", "--dir", folder, "--daemonize", "no",
            // always: the log is written and flushed before the reply, so that an acknowledged write survives kill -9
            // and a power cut. With everysec Redis answers before it writes while a flush is slow, for up to 2 s.
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            // No --maxmemory: the default evicts nothing.
            "--loglevel", "notice"));
        await process.WaitUntilReadyAsync(token => AnswersAsync(settings, token), ReadyTimeout, cancellation);
        Console.WriteLine("ready");
        await process.RunUntilAsync(cancellation);
    }

    /// <summary>Whether PING is answered; not yet while the log is being read.</summary>
    static async Task<bool> AnswersAsync(ServerSettings settings, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(settings.Host, settings.Port, cancellation);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellation);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return await reader.ReadLineAsync(cancellation) == "+PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
