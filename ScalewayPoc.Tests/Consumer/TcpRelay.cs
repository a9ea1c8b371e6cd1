using System.Net;
using System.Net.Sockets;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>A TCP relay in front of a server that a test can take away, or make slow, and bring back.</summary>
sealed class TcpRelay : IAsyncDisposable
{
    readonly int _target;
    readonly List<Socket> _open = [];
    TcpListener? _listener;
    volatile TaskCompletionSource? _held;

    /// <summary>Where clients connect to.</summary>
    public int Port { get; } = EmulatorProcess.FreePort();

    /// <param name="target">Port of the server on this machine.</param>
    /// <param name="open">Whether it relays from the start.</param>
    public TcpRelay(int target, bool open = true)
    {
        _target = target;
        if (open)
        {
            Open();
        }
    }

    /// <summary>Relays, from now on.</summary>
    public void Open()
    {
        var listener = _listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    /// <summary>Refuses connections from now on, and cuts those that are open.</summary>
    public void Close()
    {
        _listener?.Stop();
        lock (_open)
        {
            _open.ForEach(socket => socket.Close());
            _open.Clear();
        }
    }

    /// <summary>Takes what clients send but passes nothing on, until the result is disposed.</summary>
    public IDisposable Hold()
    {
        var held = _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.SetResult();
        });
    }

    public ValueTask DisposeAsync()
    {
        _held?.TrySetResult();
        Close();
        return ValueTask.CompletedTask;
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_open)
                {
                    _open.AddRange([client, server]);
                }
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _ = PumpAsync(client, server, holds: true);
                _ = PumpAsync(server, client, holds: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    async Task PumpAsync(Socket from, Socket to, bool holds)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (holds && _held is { } held)
                {
                    await held.Task;
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
            from.Close();
            to.Close();
        }
    }

    sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
