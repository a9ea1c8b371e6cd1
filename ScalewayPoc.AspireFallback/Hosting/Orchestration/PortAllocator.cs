using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>Hands out free ports.</summary>
static class PortAllocator
{
    static readonly HashSet<int> HandedOut = [];

    /// <summary>
    /// A free port that nobody else in this process has got. Below the range from which systems take the ports of
    /// outgoing connections (Linux: from 32768), or one of those could take it before the program listens.
    /// </summary>
    public static int Next()
    {
        lock (HandedOut)
        {
            while (true)
            {
                var port = Random.Shared.Next(10_000, 32_768);
                if (!HandedOut.Contains(port) && IsFree(port))
                {
                    HandedOut.Add(port);
                    return port;
                }
            }
        }
    }

    static bool IsFree(int port)
    {
        try
        {
            using var v4 = new TcpListener(IPAddress.Loopback, port);
            v4.Start();
            using var v6 = new TcpListener(IPAddress.IPv6Loopback, port);
            if (Socket.OSSupportsIPv6)
            {
                v6.Start();
            }
            return true;
        }
        catch (SocketException e)
        {
            // A machine may know IPv6 and have no address of it.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
