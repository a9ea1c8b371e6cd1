using System.Net;
using System.Net.Sockets;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Support;

/// <summary>
/// A TCP relay in front of a server, with which a test makes the network fail: refuse, cut, reset, hang, be slow. No kept
/// library does that within .NET; Toxiproxy, the usual one, is a server to be installed.
/// </summary>
sealed class TcpRelay : IAsyncDisposable
{
    readonly int _target;
    readonly List<RelayedConnection> _open = [];
    TcpListener? _listener;
    volatile TaskCompletionSource? _held;
    int _connections;
    int _cuts;
    Wait? _next;
    Faults? _faults;

    /// <summary>Where clients connect to.</summary>
    public int Port { get; } = EmulatorProcess.FreePort();

    /// <summary>Number of connections that it has accepted.</summary>
    public int Connections => _connections;

    /// <summary>Number of times that <see cref="CutRandomly"/> has ended the open connections.</summary>
    public int Cuts => _cuts;

    /// <summary>How long everything that clients send is under way.</summary>
    public TimeSpan Delay { get; set; }

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
        Cut();
    }

    /// <summary>Ends the open connections as a server does that stops; new ones are relayed.</summary>
    public void Cut() => Take().ForEach(connection => connection.Close());

    /// <summary>Ends the open connections as a server does that has lost its memory (RST); new ones are relayed.</summary>
    public void Reset() => Take().ForEach(connection => connection.Reset());

    /// <summary>
    /// Ends the open connections, half of the time with RST, when one of so many pieces of either side arrives. It depends on
    /// the traffic and not on the time, so that clients make the same progress on a slow machine.
    /// </summary>
    public void CutRandomly(int seed, int oneIn) => _faults = new Faults(new Random(seed), oneIn);

    /// <summary>Ends <see cref="CutRandomly"/>.</summary>
    public void StopCutting() => _faults = null;

    /// <summary>The open connections pass nothing on any more, and end only after a time; new ones are relayed.</summary>
    public async Task CloseSlowlyAsync(TimeSpan time)
    {
        var connections = Take();
        connections.ForEach(connection => connection.Freeze());
        await Task.Delay(time);
        connections.ForEach(connection => connection.Close());
    }

    /// <summary>Takes what clients send but passes nothing on, until the result is disposed.</summary>
    public IDisposable Hold()
    {
        var held = _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.TrySetResult();
        });
    }

    /// <summary>Makes the next piece that a client sends wait, of those that begin as <paramref name="begins"/> says.</summary>
    public void DelayNext(TimeSpan time, Predicate<byte> begins) => _next = new Wait(time, begins);

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
                var connection = new RelayedConnection(await listener.AcceptSocketAsync());
                Interlocked.Increment(ref _connections);
                lock (_open)
                {
                    _open.Add(connection);
                }
                _ = RelayAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    async Task RelayAsync(RelayedConnection connection)
    {
        await connection.RelayAsync(_target, ArriveAsync, _ =>
        {
            CutByChance();
            return ValueTask.CompletedTask;
        });
        lock (_open)
        {
            _open.Remove(connection);
        }
    }

    /// <summary>Returns when what a client has sent is to be passed on.</summary>
    async ValueTask ArriveAsync(byte first)
    {
        CutByChance();
        if (_held is { } held)
        {
            await held.Task;
        }
        if (_next is { } next && next.Begins(first) && Interlocked.CompareExchange(ref _next, null, next) == next)
        {
            await Task.Delay(next.Time);
        }
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay);
        }
    }

    void CutByChance()
    {
        if (_faults is not { } faults)
        {
            return;
        }
        bool resets;
        lock (faults.Random)
        {
            if (faults.Random.Next(faults.OneIn) != 0)
            {
                return;
            }
            resets = faults.Random.Next(2) == 0;
        }
        Interlocked.Increment(ref _cuts);
        if (resets)
        {
            Reset();
        }
        else
        {
            Cut();
        }
    }

    List<RelayedConnection> Take()
    {
        lock (_open)
        {
            var taken = _open.ToList();
            _open.Clear();
            return taken;
        }
    }

    sealed record Wait(TimeSpan Time, Predicate<byte> Begins);

    sealed record Faults(Random Random, int OneIn);

    sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
