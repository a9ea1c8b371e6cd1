using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Where a server listens and keeps its data.</summary>
/// <param name="Host">Loopback address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Data">Data folder.</param>
sealed record ServerSettings(IPAddress Host, int Port, DirectoryInfo Data)
{
    /// <summary>How long to wait for port and folder while a server of an earlier run, e.g. of a killed one, is still ending.</summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the data folder when missing and locks it for this process.</summary>
    /// <exception cref="EmulatorException">Another process uses it.</exception>
    public async Task<IDisposable> TakeDataAsync(CancellationToken cancellation)
    {
        Data.Create();
        return await FileLock.TryTakeAsync(Path.Combine(Data.FullName, "lock"), HandOver, cancellation)
            ?? throw new EmulatorException($"The data folder {Data.FullName} is in use by another emulator: stop that one, or give another --data.");
    }

    /// <summary>Waits until the port is free.</summary>
    /// <exception cref="EmulatorException">It is still taken after some seconds.</exception>
    public async Task WaitForPortAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var listener = new TcpListener(Host, Port);
                listener.Start();
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                if (clock.Elapsed > HandOver)
                    throw new EmulatorException($"Port {Port} of {Host} is taken by another process: stop that one, or give another --port.", e);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
            catch (SocketException e)
            {
                throw new EmulatorException($"Port {Port} of {Host} cannot be listened on ({e.Message}): give another --port or --host.", e);
            }
        }
    }
}
