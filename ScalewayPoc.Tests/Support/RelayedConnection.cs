using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Tests.Support;

/// <summary>One connection of a <see cref="TcpRelay"/>.</summary>
sealed class RelayedConnection(Socket client)
{
    readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);
    readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _frozen;

    /// <summary>Relays until one side ends the connection, or it is closed here.</summary>
    /// <param name="target">Port of the server.</param>
    /// <param name="arrive">Waited for before what the client has sent is passed on; gets the first byte.</param>
    /// <param name="respond">The same for what the server has sent.</param>
    public async Task RelayAsync(int target, Func<byte, ValueTask> arrive, Func<byte, ValueTask> respond)
    {
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, target);
            // Without this an answer that crosses an acknowledgement waits for it.
            client.NoDelay = _server.NoDelay = true;
            await Task.WhenAll(PumpAsync(client, _server, arrive), PumpAsync(_server, client, respond));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is not there, or the connection is closed here.
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Passes nothing on any more.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>Ends both sides.</summary>
    public void Close()
    {
        _end.TrySetResult();
        client.Close();
        _server.Close();
    }

    /// <summary>Ends both sides with RST.</summary>
    public void Reset()
    {
        try
        {
            client.LingerState = _server.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
        Close();
    }

    async Task PumpAsync(Socket from, Socket to, Func<byte, ValueTask> arrive)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                await arrive(buffer[0]);
                if (_frozen)
                {
                    await _end.Task;
                    return;
                }
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            Close();
        }
    }
}
