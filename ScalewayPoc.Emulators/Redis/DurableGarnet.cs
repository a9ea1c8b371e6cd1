using Garnet;
using Garnet.networking;
using Garnet.server;

namespace ScalewayPoc.Emulators.Redis;

/// <summary>
/// Garnet whose log is committed between scripts only, so that after a kill -9 a script has either all of its writes or
/// none, and all of them once it is acknowledged. Garnet itself commits after each command, inside of scripts too.
/// </summary>
/// <remarks>
/// To be started with <c>--aof-commit-freq -1</c>: then nothing is committed but by <see cref="CommitGate"/>. Exception:
/// a checkpoint, one per --aof-size-limit, commits at its own time.
/// </remarks>
sealed class DurableGarnet : GarnetServer
{
    public DurableGarnet(string[] arguments, ILoggerFactory logging)
        : base(arguments, logging)
    {
        var gate = new CommitGate(() => Store.CommitAOFAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        foreach (var server in storeWrapper.Servers)
        {
            server.Unregister(WireFormat.ASCII, out var provider);
            server.Register(WireFormat.ASCII, new Sessions(provider, gate));
        }
    }

    sealed class Sessions(ISessionProvider sessions, CommitGate gate) : ISessionProvider
    {
        public MaxSizeSettings GetMaxSizeSettings => sessions.GetMaxSizeSettings;

        public IMessageConsumer GetSession(WireFormat wireFormat, INetworkSender networkSender) =>
            new Session(sessions.GetSession(wireFormat, new Sender(networkSender, gate)), gate);
    }

    /// <summary>One connection: its commands run inside of the gate.</summary>
    sealed unsafe class Session(IMessageConsumer session, CommitGate gate) : IMessageConsumer
    {
        public int TryConsumeMessages(byte* reqBuffer, int bytesRead)
        {
            gate.Enter();
            try
            {
                return session.TryConsumeMessages(reqBuffer, bytesRead);
            }
            finally
            {
                gate.Exit();
            }
        }

        public void Dispose() => session.Dispose();
    }

    /// <summary>Sends a response when what it acknowledges is committed.</summary>
    sealed unsafe class Sender(INetworkSender sender, CommitGate gate) : INetworkSender
    {
        public MaxSizeSettings GetMaxSizeSettings => sender.GetMaxSizeSettings;

        public string RemoteEndpointName => sender.RemoteEndpointName;

        public string LocalEndpointName => sender.LocalEndpointName;

        public bool SendResponse(int offset, int size)
        {
            gate.Commit();
            return sender.SendResponse(offset, size);
        }

        public void SendResponse(byte[] buffer, int offset, int count, object context)
        {
            gate.Commit();
            sender.SendResponse(buffer, offset, count, context);
        }

        public bool IsLocalConnection() => sender.IsLocalConnection();

        public void Enter() => sender.Enter();

        public void EnterAndGetResponseObject(out byte* head, out byte* tail) => sender.EnterAndGetResponseObject(out head, out tail);

        public void Exit() => sender.Exit();

        public void ExitAndReturnResponseObject() => sender.ExitAndReturnResponseObject();

        public void GetResponseObject() => sender.GetResponseObject();

        public void ReturnResponseObject() => sender.ReturnResponseObject();

        public byte* GetResponseObjectHead() => sender.GetResponseObjectHead();

        public byte* GetResponseObjectTail() => sender.GetResponseObjectTail();

        public void SendCallback(object context) => sender.SendCallback(context);

        public void DisposeNetworkSender(bool waitForSendCompletion) => sender.DisposeNetworkSender(waitForSendCompletion);

        public void Throttle() => sender.Throttle();

        public bool TryClose() => sender.TryClose();

        public void Dispose() => sender.Dispose();
    }
}
