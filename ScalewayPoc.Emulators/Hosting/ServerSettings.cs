using System.Diagnostics;
using System.Net.Sockets;
using System.Net;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Where a server listens and keeps its data.</summary>
/// <param name="Host">Loopback address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Data">Data folder.</param>
sealed record ServerSettings(IPAddress Host, int Port, DirectoryInfo Data)
{
    /// <summary>How long to wait for port and folder while a server of an earlier run, e.g. of a killed one, is still ending.</summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="EmulatorException">Another process uses it.</exception>
    public async Task<IDisposable> TakeDataAsync(CancellationToken cancellation)
    {
        Data.Create();
        return await FileLock.TryTakeAsync(Path.Combine(Data.FullName, "lock"), HandOver, cancellation)
            ?? throw new EmulatorException($"The data folder {Data.FullName} is in use by another emulator: stop that one, or give another --data.");
    }

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

/// <summary>
/// An exclusive lock between processes that ends with its holder, kill -9 included: the operating system's lock on an
/// open file, not the file's existence.
/// </summary>
static class FileLock
{
    /// <summary>Takes the lock, waiting for another holder to end.</summary>
    /// <param name="path">File to lock; made when missing, and left there.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The lock, to be disposed, or null when another process still has it.</returns>
    public static async Task<IDisposable?> TryTakeAsync(string path, TimeSpan timeout, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (clock.Elapsed > timeout)
                    return null;
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
        }
    }
}
